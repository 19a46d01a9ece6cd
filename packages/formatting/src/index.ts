export { type FormatOptions, type FormattedWord, formatWords } from './format-words.ts';
export { joinWords } from './join-words.ts';
export type { WordCasing } from './spell-words.ts';
