/* The two languages of the interface. The server's own sentences come with both. */

export type Language = "zh" | "en";

export interface LocalText {
  zh: string;
  en: string;
}

/** The language to begin with, by the phone's: Chinese unless it is set to something else. */
export function guessLanguage(locale: string): Language {
  return locale === "" || /^zh/i.test(locale) ? "zh" : "en";
}
