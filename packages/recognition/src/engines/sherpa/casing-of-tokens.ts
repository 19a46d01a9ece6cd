import { readFileSync } from 'node:fs';
import type { Casing } from '../../contract/engine.ts';

/**
 * Tells how a model writes letters from its list of tokens.
 *
 * @param path - the model's tokens.txt: a token, a space and its number on each line; tokens in angle
 *   brackets are no text.
 * @throws the system's error when the file cannot be read.
 */
export function casingOfTokens(path: string): Casing {
  const letters = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.replace(/\s+\d+\s*$/, ''))
    .filter((token) => !/^<.*>$/.test(token.trim()))
    .join('');
  const hasUpper = /\p{Lu}/u.test(letters);
  const hasLower = /\p{Ll}/u.test(letters);
  if (hasUpper && hasLower) return 'mixed';
  return hasUpper ? 'upper' : 'lower';
}
