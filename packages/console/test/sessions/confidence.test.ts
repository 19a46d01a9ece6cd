import { describe, expect, it } from 'vitest';
import { confidenceLevel } from '../../src/sessions/confidence.ts';

describe('a confidence', () => {
  it.each([
    [undefined, 'unknown'],
    [0, 'low'],
    [0.49, 'low'],
    [0.5, 'middle'],
    [0.8, 'high'],
    [1, 'high'],
  ] as const)('is a step that one can see (%s)', (confidence, level) => {
    expect(confidenceLevel(confidence)).toBe(level);
  });
});
