import { isNumberPart } from './vocabulary.ts';
import { endsSentence } from '../spell-words.ts';

/** A part of a word that can be a part of a number: "twenty-three" has two, other words are one. */
export interface Atom {
  /** In lower case, without marks; '' when the word cannot belong to a number. */
  readonly text: string;
  /** Index of the word it is in. */
  readonly word: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Marks of the word before its first atom. */
  readonly before: string;
  /** Marks of the word after its last atom. */
  readonly after: string;
}

const shape = /^(["'“”‘(¿¡[]*)([\p{L}\p{N}](?:.*[\p{L}\p{N}])?)([^\p{L}\p{N}%]*)$/su;

/**
 * Takes words apart.
 *
 * @param words - as they are spelled.
 * @param keepsNames - true when a capital inside a sentence is the model's sign of a name: "the Big Ten".
 */
export function atomsOf(words: readonly string[], keepsNames: boolean): readonly Atom[] {
  return words.flatMap((word, index) => {
    const [, before = '', core = '', after = ''] = shape.exec(word) ?? [];
    const previous = words[index - 1];
    const isInside = previous !== undefined && !endsSentence(previous);
    const parts = core.toLowerCase().split('-');
    const isName = keepsNames && isInside && /^\p{Lu}/u.test(core) && parts.some(isNumberPart);
    const isNumber = parts.length > 1 && parts.every(isNumberPart);
    const texts = isName ? [''] : isNumber ? parts : [core.toLowerCase()];
    return texts.map((text, part) => {
      const isFirst = part === 0;
      const isLast = part === texts.length - 1;
      return { text, word: index, isFirst, isLast, before: isFirst ? before : '', after: isLast ? after : '' };
    });
  });
}
