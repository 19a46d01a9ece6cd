import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type WireErrorCode, wireErrorRules } from '../src/wire-error.ts';
import { warningCodes } from '../src/server-message.ts';

const page = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8');

function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = page.split(/^#{2,3} /m).find((part) => part.startsWith(heading)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
}

describe('PROTOCOL.md', () => {
  test('lists each error code with its HTTP status, close code and whether to try again', () => {
    const told = rowsOf('Refusals').map(([, code, http, close, again]) => ({ code, http, close, again }));
    const known = (Object.keys(wireErrorRules) as WireErrorCode[]).map((code) => {
      const { httpStatus, closeCode, retryable } = wireErrorRules[code];
      return {
        code,
        http: String(httpStatus ?? '-'),
        close: String(closeCode ?? '-'),
        again: retryable ? 'yes' : 'no',
      };
    });
    expect(told).toEqual(known);
  });

  test('lists each warning code', () => {
    expect(rowsOf('Warnings').map(([, code]) => code)).toEqual(warningCodes);
  });
});
