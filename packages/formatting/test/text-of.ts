import { type FormatOptions, formatWords, joinWords } from '../src/index.ts';

/** Words of an engine that knows no capitals and no marks, in English, in the middle of a recording. */
export const plainSpeech: FormatOptions = {
  language: 'en',
  casing: 'lower',
  hasPunctuation: false,
  actualNumbers: false,
  startsSentence: true,
  endsSentence: false,
};

/** Formats a text of words with spaces between them. */
export function textOf(text: string, options: Partial<FormatOptions>): string {
  const words = text === '' ? [] : text.split(' ');
  return joinWords(formatWords(words, { ...plainSpeech, ...options }).map((word) => word.text));
}
