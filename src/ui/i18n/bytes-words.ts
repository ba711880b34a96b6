// The words of the byte inspector and the time lab, in the language chosen.
import { bytesEn } from "./bytes-en.ts";
import { type BytesDictionary, bytesKo } from "./bytes-ko.ts";
import { type Language, useLanguage } from "./language.ts";

const DICTIONARIES: Readonly<Record<Language, BytesDictionary>> = { ko: bytesKo, en: bytesEn };

export function bytesDictionary(language: Language): BytesDictionary {
  return DICTIONARIES[language];
}

export function useBytesWords(): BytesDictionary {
  return DICTIONARIES[useLanguage()];
}
