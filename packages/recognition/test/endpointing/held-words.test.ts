import { msToSamples } from '@steno/audio';
import { describe, expect, test } from 'vitest';
import { holdMs } from '../../src/endpointing/endpoint-rules.ts';
import { HeldWords } from '../../src/endpointing/held-words.ts';

const hold = msToSamples(holdMs);

describe('HeldWords', () => {
  test('lets words that are new, or were never replaced, be told at once', () => {
    const held = new HeldWords();
    expect(held.mustWait(['a'], 0)).toBe(false);
    held.tell(['a'], 0);
    expect(held.mustWait(['a', 'b'], 1)).toBe(false);
    held.tell(['a', 'b'], 1);
    expect(held.mustWait(['a', 'c'], 2)).toBe(false);
  });

  test.each([
    ['replaced', ['a', 'b'], ['a', 'c'], ['a', 'b']],
    ['taken away', ['a', 'b'], ['a'], ['a', 'b', 'd']],
  ])('holds a word that was %s back for as long as it takes, and no longer', (_how, first, second, again) => {
    const held = new HeldWords();
    held.tell(first, 100);
    held.tell(second, 5000);
    expect(held.mustWait(again, 5001)).toBe(true);
    expect(held.mustWait(again, 5000 + hold - 1)).toBe(true);
    expect(held.mustWait(again, 5000 + hold)).toBe(false);
  });

  test('remembers what was shown longer ago than it holds when it was replaced just now', () => {
    const held = new HeldWords();
    held.tell(['a'], 0);
    held.tell(['b'], 100 * hold);
    expect(held.mustWait(['a'], 100 * hold + 1)).toBe(true);
  });

  test('does not hold back a word that stays while another one comes back', () => {
    const held = new HeldWords();
    held.tell(['a', 'b'], 0);
    held.tell(['a', 'c'], 1);
    expect(held.mustWait(['a', 'c', 'd'], 2)).toBe(false);
    expect(held.mustWait(['a', 'e'], 2)).toBe(false);
  });

  test('holds nothing of a segment that is over', () => {
    const held = new HeldWords();
    held.tell(['a'], 0);
    held.tell(['b'], 1);
    held.reset();
    expect(held.mustWait(['a'], 2)).toBe(false);
  });
});
