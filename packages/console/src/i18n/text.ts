import { en, type Text } from './en.ts';
import { nl } from './nl.ts';

/** The languages that the page speaks. */
export const textLanguages = ['en', 'nl'] as const;

/** One of `textLanguages`. */
export type TextLanguage = (typeof textLanguages)[number];

/** All texts of the page, by language. */
export const texts: Readonly<Record<TextLanguage, Text>> = { en, nl };

/** What each language calls itself. */
export const languageNames: Readonly<Record<TextLanguage, string>> = { en: 'English', nl: 'Nederlands' };

/**
 * The first language of a reader that the page speaks, else English.
 *
 * @param wanted - BCP-47 tags, the most wanted first.
 */
export function closestLanguage(wanted: readonly string[]): TextLanguage {
  for (const tag of wanted) {
    const found = textLanguages.find((name) => tag.toLowerCase().split('-')[0] === name);
    if (found !== undefined) return found;
  }
  return 'en';
}
