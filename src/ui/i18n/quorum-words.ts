// The words of the quorum view, in the language chosen.
import { type Language, useLanguage } from "./language.ts";
import { quorumEn } from "./quorum-en.ts";
import { type QuorumDictionary, quorumKo } from "./quorum-ko.ts";

const DICTIONARIES: Readonly<Record<Language, QuorumDictionary>> = { ko: quorumKo, en: quorumEn };

export function quorumDictionary(language: Language): QuorumDictionary {
  return DICTIONARIES[language];
}

export function useQuorumWords(): QuorumDictionary {
  return DICTIONARIES[useLanguage()];
}
