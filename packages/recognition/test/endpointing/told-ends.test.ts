import { describe, expect, test } from 'vitest';
import { ToldEnds } from '../../src/endpointing/told-ends.ts';

const cut = { at: 100, sample: 60 };
const utterance = { at: 200, sample: 200 };

describe('ToldEnds', () => {
  test('gives each end at its place, once, to whom it concerns', () => {
    const ends = new ToldEnds([cut, utterance]);
    expect(ends.takeAt(99, 'cut')).toBeUndefined();
    expect(ends.takeAt(100, 'utterance')).toBeUndefined();
    expect(ends.takeAt(100, 'cut')).toBe(cut);
    expect(ends.takeAt(100, 'cut')).toBeUndefined();
    expect(ends.takeAt(200, 'cut')).toBeUndefined();
    expect(ends.takeAt(200, 'utterance')).toBe(utterance);
  });

  test('passes over an end that nobody took', () => {
    const ends = new ToldEnds([cut, utterance]);
    expect(ends.takeAt(150, 'cut')).toBeUndefined();
    expect(ends.takeAt(200, 'utterance')).toBe(utterance);
  });

  test('is past behind the last of them, and from the beginning without any', () => {
    const ends = new ToldEnds([cut, utterance]);
    expect([0, 100, 200, 201].map((position) => ends.isPast(position))).toEqual([false, false, false, true]);
    expect(new ToldEnds([]).isPast(0)).toBe(true);
  });
});
