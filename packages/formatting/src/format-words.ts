import { closingMark } from './closing-mark.ts';
import { isEnglish } from './is-english.ts';
import { rewriteNumbers, type WordRange } from './numbers/rewrite-numbers.ts';
import { spellWords, type WordCasing } from './spell-words.ts';

/** How words are written and how they are to be. */
export interface FormatOptions {
  /** What the words are in, BCP-47. */
  readonly language: string;
  /** How the engine writes letters; `mixed` is left as it is. */
  readonly casing: WordCasing;
  /** True when punctuation marks are part of the words; then none is added. */
  readonly hasPunctuation: boolean;
  /** True for digits in place of number words; English only, others stay as they are. */
  readonly actualNumbers: boolean;
  /** False when the sentence began in words before these. */
  readonly startsSentence: boolean;
  /** True when these words end a sentence, so that it gets its mark; false for all that may go on. */
  readonly endsSentence: boolean;
}

/** A readable word. */
export interface FormattedWord {
  readonly text: string;
  /** Index of the first word that it stands for. */
  readonly from: number;
  /** Index of the word after its last one; > from. */
  readonly to: number;
  /**
   * How many of the first words decide on its text, the closing mark aside; `to` or more. One more than
   * there are when a next word can still change it, as "twenty" becomes "26".
   */
  readonly dependsOn: number;
}

/**
 * Makes an engine's words readable: casing, numbers, the closing mark. Words are never moved, dropped or
 * made up; a number can take several into one.
 *
 * @param words - as the engine spells them, without spaces.
 * @returns words whose ranges cover all given ones once and in order.
 * @throws RangeError when the language is not a well-formed tag.
 */
export function formatWords(words: readonly string[], options: FormatOptions): readonly FormattedWord[] {
  const { language, casing, actualNumbers } = options;
  const spelled = spellWords(words, options);
  const ranges =
    actualNumbers && isEnglish(language) ? rewriteNumbers(spelled, casing === 'mixed') : spelled.map(asRange);
  if (!options.endsSentence || options.hasPunctuation) return ranges;
  return closed(ranges, markOf(words, ranges, options));
}

/** What was asked is in the words; where a mark fits is in what became of them. */
function markOf(words: readonly string[], ranges: readonly WordRange[], options: FormatOptions): string {
  const mark = closingMark(words, options);
  return mark === '' || closingMark([ranges.at(-1)?.text ?? ''], options) === '' ? '' : mark;
}

function closed(ranges: readonly WordRange[], mark: string): readonly WordRange[] {
  const last = ranges.at(-1);
  return last === undefined ? ranges : [...ranges.slice(0, -1), { ...last, text: last.text + mark }];
}

function asRange(text: string, index: number): WordRange {
  return { text, from: index, to: index + 1, dependsOn: index + 1 };
}
