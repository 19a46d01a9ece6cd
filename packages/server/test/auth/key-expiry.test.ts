import { expect, it } from 'vitest';
import { parseExpiry } from '../../src/auth/key-expiry.ts';
import { KeyStoreError } from '../../src/auth/key-store-error.ts';

const nowMs = Date.parse('2028-02-29T12:00:00Z');

it.each([
  ['1y', '2029-03-01T12:00:00.000Z'],
  ['2y', '2030-03-01T12:00:00.000Z'],
  ['5Y', '2033-03-01T12:00:00.000Z'],
  ['2028-03-01', '2028-03-01T00:00:00.000Z'],
  [' never ', undefined],
])('an expiry of %s is %s', (text, expected) => {
  expect(parseExpiry(text, nowMs)).toBe(expected);
});

it.each(['', '3y', '1', '365', '2028-02-29', '2020-01-01', '2029-02-29', '2029-13-01', '01.01.2030', 'soon'])(
  'an expiry of "%s" is refused',
  (text) => {
    expect(() => parseExpiry(text, nowMs)).toThrow(KeyStoreError);
  },
);
