/*
 * The catalogue: every sentence of the interface in both languages, a file of core/texts for each
 * page. Sentences of the guide are the guide's, byte for byte; a test compares them.
 */
import type { Language } from "./language";

/** A page's sentences: [Chinese, English]. {name} stands for what format() puts there. */
export type Catalogue = Readonly<Record<string, readonly [zh: string, en: string]>>;

export type Texts<C extends Catalogue> = { [K in keyof C]: string };

export function pickTexts<C extends Catalogue>(catalogue: C, language: Language): Texts<C> {
  const index = language === "zh" ? 0 : 1;
  const texts = {} as { [K in keyof C]: string };

  for (const key of Object.keys(catalogue) as (keyof C)[]) texts[key] = catalogue[key]![index];
  return texts;
}

/** Puts values into a sentence; a name that has no value stays as it is, so that a test finds it. */
export function format(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
