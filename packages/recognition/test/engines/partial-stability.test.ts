import { expect, test } from 'vitest';
import { partialStability } from '../../src/engines/sherpa/partial-stability.ts';

test('a partial is the more stable the longer nothing has followed its last token', () => {
  const values = Array.from({ length: 12 }, (_value, frames) => partialStability(frames));
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(values[0]).toBeLessThan(0.6);
  expect(values.at(-1)).toBeGreaterThan(0.95);
});
