import { createContext, use } from "react";
import { useParameter } from "../route.ts";
import { texts, type Texts } from "./texts.ts";
import { vocabulary, type Vocabulary } from "./vocabulary.ts";

export type Language = "DE" | "EN";

const KEY = "buendnis-language";

export const LanguageContext = createContext<Language>("DE");

/** The language of the address, else the one chosen last, else that of the browser. */
export function useChosenLanguage(): Language {
  const [named] = useParameter("lang");
  const chosen = (named || localStorage.getItem(KEY) || navigator.language).slice(0, 2).toUpperCase();
  return chosen === "DE" ? "DE" : "EN";
}

export function remember(language: Language) {
  localStorage.setItem(KEY, language);
}

export interface Speech {
  language: Language;
  /** For `lang` and the formats of numbers and dates. */
  locale: "de" | "en";
  t: Texts;
  /** What a code of a vocabulary is called; a code that is not known here is shown as it is. */
  word(of: Vocabulary, code: string): string;
  number(value: number, digits?: number): string;
  date(value: Date | number, how: Intl.DateTimeFormatOptions): string;
}

export function speech(language: Language): Speech {
  const index = language === "DE" ? 0 : 1;
  const locale = language === "DE" ? "de" : "en";
  return {
    language,
    locale,
    t: texts[language],
    word: (of, code) => (vocabulary[of] as Record<string, readonly [string, string]>)[code]?.[index] ?? code,
    date: (value, how) => new Intl.DateTimeFormat(language === "DE" ? "de-DE" : "en-GB", how).format(value),
    number: (value, digits = 0) => value.toLocaleString(locale, { maximumFractionDigits: digits }),
  };
}

const speeches = { DE: speech("DE"), EN: speech("EN") };

export function useSpeech(): Speech {
  return speeches[use(LanguageContext)];
}
