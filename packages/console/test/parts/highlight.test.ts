import { describe, expect, it } from 'vitest';
import { hasAll, highlight } from '../../src/parts/highlight.ts';

const marked = (text: string, sought: string): string =>
  highlight(text, sought)
    .map(({ text: piece, isMatch }) => (isMatch ? `[${piece}]` : piece))
    .join('');

describe('a search in a text', () => {
  it('marks whole words without regard to case and accents, and the beginning of the last one', () => {
    expect(marked('Café, the cafe and cafés', 'CAFE')).toBe('[Café], the [cafe] and [cafés]');
    expect(marked('the theme of them', 'the them')).toBe('[the] [theme] of [them]');
  });

  it('loses nothing of the text', () => {
    for (const sought of ['', '  ', 'x', 'a b', '<img>']) {
      const text = 'a <b>bold</b> & "quoted" text, b';
      expect(
        highlight(text, sought)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }
  });

  it('marks words of other scripts', () => {
    expect(marked('صباح الخير', 'الخير')).toBe('صباح [الخير]');
  });

  it('takes a text only when all of the words are in it', () => {
    expect(hasAll('We have a quorum', 'quorum have')).toBe(true);
    expect(hasAll('We have a quorum', 'hav quorum')).toBe(false);
    expect(hasAll('We have a quorum', 'have quo')).toBe(true);
    expect(hasAll('We have a quorum', ' ')).toBe(false);
  });
});
