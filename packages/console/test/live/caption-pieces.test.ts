import { describe, expect, it } from 'vitest';
import { captionPieces, partialParts } from '../../src/live/caption-pieces.ts';

const word = (text: string, startMs = 0): { word: string; startMs: number; endMs: number } => ({
  word: text,
  startMs,
  endMs: startMs + 100,
});

describe('captionPieces', () => {
  it('gives each word its time and keeps what stands between them', () => {
    const pieces = captionPieces({ text: 'Hello, world.', words: [word('Hello,', 100), word('world.', 300)] });
    expect(pieces.map(({ text }) => text)).toEqual(['Hello,', ' ', 'world.']);
    expect(pieces.map((piece) => piece.word?.startMs)).toEqual([100, undefined, 300]);
  });

  it.each([
    ['no words', 'Hello world', []],
    ['words that the text does not have', 'Hello world', [word('bonjour'), word('world')]],
    ['words in another order', 'a b c', [word('c'), word('a')]],
    ['an empty word', 'a b', [word(''), word('b')]],
    ['the same word twice', 'no no', [word('no', 1), word('no', 2)]],
    ['an empty text', '', [word('a')]],
  ])('gives the text again when there are %s', (_case, text, words) => {
    expect(
      captionPieces({ text, words })
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });
});

describe('partialParts', () => {
  it('cuts behind the stable words', () => {
    expect(partialParts({ text: 'we saw the sea', stableWords: 2 })).toEqual({ stable: 'we saw', open: ' the sea' });
  });

  it('has nothing stable when the server told no number', () => {
    expect(partialParts({ text: 'we saw' })).toEqual({ stable: '', open: 'we saw' });
  });

  it('is all stable when there are fewer words than told', () => {
    expect(partialParts({ text: 'we saw', stableWords: 9 })).toEqual({ stable: 'we saw', open: '' });
  });
});
