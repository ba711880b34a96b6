// Which language the page speaks, kept between visits. Each dictionary is typed by the Korean one: a key that is
// missing in English does not compile.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { keep, readKept } from "../session/kept.ts";
import { en } from "./en.ts";
import { type Dictionary, ko } from "./ko.ts";

export type Language = "ko" | "en";

const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { ko, en };
const KEY = "language";

const isLanguage = (value: unknown): value is Language => value === "ko" || value === "en";

function firstLanguage(): Language {
  const kept = readKept(KEY, (value) => (isLanguage(value) ? value : null));
  if (kept !== null) return kept;
  const asked = typeof navigator === "undefined" ? "ko" : (navigator.language ?? "ko");
  return asked.toLowerCase().startsWith("ko") ? "ko" : "en";
}

export const languageStore = createStore<{ readonly language: Language }>(() => ({
  language: firstLanguage(),
}));

export function setLanguage(language: Language): void {
  keep(KEY, language);
  languageStore.setState({ language });
}

export function useLanguage(): Language {
  return useStore(languageStore, (state) => state.language);
}

export function dictionary(language: Language): Dictionary {
  return DICTIONARIES[language];
}

/** The words of the page in the language chosen. */
export function useWords(): Dictionary {
  return DICTIONARIES[useLanguage()];
}
