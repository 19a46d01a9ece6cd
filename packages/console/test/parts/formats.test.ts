import { describe, expect, it } from 'vitest';
import { clockOf, formatsOf } from '../../src/parts/formats.ts';

describe('a length of time', () => {
  it.each([
    [0, 0, '0:00'],
    [59.9, 0, '0:59'],
    [3723, 0, '1:02:03'],
    [4.25, 1, '0:04.2'],
    [0.3, 1, '0:00.3'],
    [-1, 0, '0:00'],
  ])('is written as a clock shows it (%d s)', (seconds, digits, clock) => {
    expect(clockOf(seconds, digits)).toBe(clock);
  });
});

describe('the formats', () => {
  it('are those of the reader', () => {
    expect(formatsOf('nl').number(1234.5, 1)).toBe('1.234,5');
    expect(formatsOf('en').milliseconds(340)).toBe('340\u00A0ms');
    expect(formatsOf('en').milliseconds(1240)).toBe('1.24\u00A0s');
    expect(formatsOf('en', ['en-GB']).date('2026-03-12T12:00:00Z')).toBe('12 Mar 2026');
    expect(formatsOf('en', ['nl-NL']).date('2026-03-12T12:00:00Z')).toBe('Mar 12, 2026');
  });

  it('leave what is no language as it is', () => {
    expect(formatsOf('en').languageName('nl')).toBe('Dutch');
    expect(formatsOf('en').languageName('not a tag')).toBe('not a tag');
  });
});
