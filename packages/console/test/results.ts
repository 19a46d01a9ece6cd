import type { Result } from '@steno/client/browser';

/** A final of a second, whose words have equal times. */
export function final(segment: number, text: string, startMs: number = segment * 1000): Result {
  const words = text.split(' ').filter((word) => word !== '');
  const wordMs = 1000 / Math.max(1, words.length);
  return {
    segment,
    text,
    isFinal: true,
    startMs,
    endMs: startMs + 1000,
    language: 'en',
    words: words.map((word, index) => ({
      word,
      startMs: startMs + index * wordMs,
      endMs: startMs + (index + 1) * wordMs,
      confidence: 0.9,
    })),
  };
}

/** A partial that is heard up to `endMs`. */
export function partial(segment: number, text: string, endMs: number = segment * 1000 + 500): Result {
  return { segment, text, isFinal: false, startMs: segment * 1000, endMs, language: 'en', words: [] };
}
