/* The host's own few sentences, in the language that the student has set in the program. */
import { guessLanguage, type Language } from "../core/language";
import { pickTexts } from "../core/texts";
import { hostTexts } from "../core/texts/host";
import { readItem } from "./wx/storage";

export function getLanguage(): Language {
  const settings = readItem("settings") as { language?: Language } | "";

  return (settings && settings.language) || guessLanguage(navigator.language);
}

export const getHostTexts = () => pickTexts(hostTexts, getLanguage());
