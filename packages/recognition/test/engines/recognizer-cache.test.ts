import { describe, expect, test } from 'vitest';
import type { NativeOnlineRecognizer } from '../../src/engines/sherpa/addon.ts';
import { RecognizerCache } from '../../src/engines/sherpa/recognizer-cache.ts';

/** Only its identity counts here. */
class Unused implements NativeOnlineRecognizer {
  createStream = (): never => this.#unused();
  isReady = (): never => this.#unused();
  decode = (): never => this.#unused();
  decodeStreams = (): never => this.#unused();
  getResult = (): never => this.#unused();
  reset = (): never => this.#unused();

  #unused(): never {
    throw new Error('nobody calls it');
  }
}

function cacheOf(maxSets: number): { readonly cache: RecognizerCache; readonly made: string[] } {
  const made: string[] = [];
  const create = (keyTerms: readonly string[]): NativeOnlineRecognizer => {
    made.push(keyTerms.join());
    return new Unused();
  };
  return { cache: new RecognizerCache({ create, maxSets }), made };
}

describe('RecognizerCache', () => {
  test('lends one recognizer to all streams with the same terms, in whatever order', () => {
    const { cache, made } = cacheOf(2);
    const one = cache.lend(['A', 'B']);
    expect(cache.lend(['B', 'A', 'A']).recognizer).toBe(one.recognizer);
    expect(cache.lend(['A B']).recognizer).not.toBe(one.recognizer);
    expect(made).toEqual(['A,B', 'A B']);
  });

  test('keeps what nobody needs until there is no room, and drops what was lent longest ago', () => {
    const { cache, made } = cacheOf(2);
    cache.lend(['A']).giveBack();
    cache.lend(['B']).giveBack();
    cache.lend(['A']).giveBack();
    cache.lend(['C']).giveBack();
    cache.lend(['A']).giveBack();
    expect(made).toEqual(['A', 'B', 'C']);
    cache.lend(['B']).giveBack();
    expect(made).toEqual(['A', 'B', 'C', 'B']);
  });

  test('refuses another set of terms while all are in use, and takes it once one is not', () => {
    const { cache } = cacheOf(2);
    const first = cache.lend(['A']);
    const again = cache.lend(['A']);
    cache.lend(['B']);
    first.giveBack();
    expect(() => cache.lend(['C'])).toThrow(RangeError);
    again.giveBack();
    expect(() => cache.lend(['C'])).not.toThrow();
  });
});
