import { WireError } from './wire-error.ts';

/** The bounds of key terms. Chosen: a page of names, each no longer than a spoken name or title. */
export const keyTermLimits = {
  /** Terms of one session, duplicates included. */
  maxTerms: 100,
  /** Characters of one term, after spaces at its ends are taken away. */
  maxCharacters: 100,
  /** Words of one term. */
  maxWords: 10,
} as const;

/**
 * Checks the key terms of a session. Spaces at the ends of a term are taken away, those between words become one, and of terms
 * that differ in case only the first is kept.
 *
 * @param terms - as they came, in the client's order.
 * @throws WireError `bad_request`, which says which limit and, counted from 1, which term; never the term itself: what
 *   somebody is going to say is as private as what was said.
 */
export function checkKeyTerms(terms: readonly unknown[]): readonly string[] {
  const { maxTerms } = keyTermLimits;
  if (terms.length > maxTerms) {
    throw new WireError('bad_request', `key_terms has ${terms.length} terms; at most ${maxTerms} are taken.`, {
      parameter: 'key_terms',
      terms: terms.length,
      max_terms: maxTerms,
    });
  }
  const kept = new Map<string, string>();
  for (const [index, term] of terms.entries()) {
    const text = checkTerm(term, index + 1);
    const folded = text.toLowerCase();
    if (!kept.has(folded)) kept.set(folded, text);
  }
  return [...kept.values()];
}

function checkTerm(term: unknown, number: number): string {
  const { maxCharacters, maxWords } = keyTermLimits;
  if (typeof term !== 'string') throw refuse(number, 'is no text');
  const text = term.trim();
  // A character is at most two units of UTF-16: what is longer need not be counted.
  const characters = text.length > 2 * maxCharacters ? text.length : Array.from(text).length;
  if (characters > maxCharacters)
    throw refuse(number, `has ${characters} characters; at most ${maxCharacters} are taken`);
  // Before the spaces are made alike: a tab or the end of a line is a control character, too. Half a character is none.
  if (/[\p{Cc}\p{Cs}]/u.test(term)) throw refuse(number, 'has a control character');
  if (!/[\p{L}\p{N}]/u.test(text)) throw refuse(number, 'has no letter and no digit');
  const words = text.split(/\s+/);
  if (words.length > maxWords) throw refuse(number, `has ${words.length} words; at most ${maxWords} are taken`);
  return words.join(' ').normalize('NFC');
}

function refuse(number: number, what: string): WireError {
  return new WireError('bad_request', `Term ${number} of key_terms ${what}.`, { parameter: 'key_terms', term: number });
}
