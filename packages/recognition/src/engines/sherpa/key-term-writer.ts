import { readFileSync } from 'node:fs';
import type { Casing } from '../../contract/engine.ts';
import { writingOfTokens } from './writing-of-tokens.ts';

/** Key terms as a model writes them. */
export interface WrittenKeyTerms {
  /** Each once, words with single spaces between them. */
  readonly written: readonly string[];
  /** Those that the model cannot write, as they were given. */
  readonly unusable: readonly string[];
}

/**
 * What sherpa-onnx reads as something else than text in a list of key terms: a score, a threshold, a name, the end of a
 * term. A score that is no number ends the process.
 */
const reserved: ReadonlySet<string> = new Set([':', '#', '@', '/']);

/** Writes key terms with the letters that a model has tokens for. */
export class KeyTermWriter {
  readonly #casing: Casing;
  readonly #letters: ReadonlySet<string>;

  /**
   * @param tokensPath - the model's tokens.txt.
   * @throws the system's error when the file cannot be read.
   */
  constructor(tokensPath: string) {
    this.#casing = writingOfTokens(tokensPath).casing;
    const tokens = readFileSync(tokensPath, 'utf8')
      .split('\n')
      .map((line) => line.replace(/\s+\d+\s*$/, ''))
      .filter((token) => !/^[<#].*$/.test(token.trim()));
    this.#letters = new Set(
      Array.from(tokens.join('')).filter((letter) => !reserved.has(letter) && letter.trim() !== ''),
    );
  }

  /**
   * Writes terms. Marks that the model does not know become spaces, letters lose the accents it does not know; a term
   * with another letter or digit, or without any, is unusable.
   */
  write(keyTerms: readonly string[]): WrittenKeyTerms {
    const written = new Set<string>();
    const unusable: string[] = [];
    for (const term of keyTerms) {
      const text = this.#writeTerm(term);
      if (text === undefined) unusable.push(term);
      else written.add(text);
    }
    return { written: [...written], unusable };
  }

  #writeTerm(term: string): string | undefined {
    let text = '';
    for (const character of this.#inCasing(term.normalize('NFKC').replaceAll('\u2019', "'"))) {
      const letter = this.#writeLetter(character);
      if (letter === undefined) return undefined;
      text += letter;
    }
    const words = text.split(' ').filter((word) => word !== '');
    return words.some((word) => /[\p{L}\p{N}]/u.test(word)) ? words.join(' ') : undefined;
  }

  #inCasing(text: string): string {
    if (this.#casing === 'upper') return text.toUpperCase();
    return this.#casing === 'lower' ? text.toLowerCase() : text;
  }

  #writeLetter(character: string): string | undefined {
    if (this.#letters.has(character)) return character;
    const plain = Array.from(character.normalize('NFD').replace(/\p{M}/gu, ''));
    if (plain.length > 0 && plain.every((letter) => this.#letters.has(letter))) return plain.join('');
    return /[\p{L}\p{N}]/u.test(character) ? undefined : ' ';
  }
}
