import { expect, test } from 'vitest';
import { secondPassAllowanceMs } from '../../../src/worker/host/quality/second-pass-allowance.ts';

test('a final may wait longer for the second model the longer its segment is', () => {
  expect(secondPassAllowanceMs(1500, 0)).toBe(1500);
  expect(secondPassAllowanceMs(1500, 20 * 16_000)).toBe(3500);
});
