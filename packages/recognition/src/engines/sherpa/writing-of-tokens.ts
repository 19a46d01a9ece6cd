import { readFileSync } from 'node:fs';
import type { Writing } from '../../contract/hypothesis.ts';

/**
 * Tells how a model writes from its list of tokens.
 *
 * @param path - the model's tokens.txt: a token, a space and its number on each line; tokens in angle
 *   brackets are no text.
 * @throws the system's error when the file cannot be read.
 */
export function writingOfTokens(path: string): Writing {
  const letters = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.replace(/\s+\d+\s*$/, ''))
    .filter((token) => !/^<.*>$/.test(token.trim()))
    .join('');
  const hasUpper = /\p{Lu}/u.test(letters);
  const hasLower = /\p{Ll}/u.test(letters);
  const casing = hasUpper && hasLower ? 'mixed' : hasUpper ? 'upper' : 'lower';
  return { casing, hasPunctuation: /[.?\u3002\uff1f\u061f\u0964]/u.test(letters) };
}
