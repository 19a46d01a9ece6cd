import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keyTermLimits } from '../src/key-terms.ts';
import { optionNames, optionRanges } from '../src/session-options.ts';
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

  test('lists each option of a session among the parameters and the fields of start', () => {
    const parameters = rowsOf('Connecting').flatMap(([, names = '']) => names.split(', '));
    const start = rowsOf('What a client sends').find(([, message = '']) => message.includes('"start"'));
    for (const name of optionNames) {
      expect(parameters).toContain(name);
      expect(start?.[2]?.split(/[^a-z_]+/)).toContain(name);
    }
  });

  test('tells the range of each option that is a number', () => {
    for (const [name, { min, max }] of Object.entries(optionRanges)) {
      const [, , meaning] = rowsOf('Connecting').find(([, parameter]) => parameter === name) ?? [];
      expect(meaning).toMatch(new RegExp(`^${min}\\.\\.${max}:`));
    }
  });

  test('tells the bounds of key terms', () => {
    const section = page.split(/^#{2,3} /m).find((part) => part.startsWith('Key terms')) ?? '';
    const { maxTerms, maxCharacters, maxWords } = keyTermLimits;
    expect(section).toContain(
      `At most ${maxTerms} terms are taken, each of at most ${maxCharacters} characters and ${maxWords} words`,
    );
  });

  test('lists each warning code', () => {
    expect(rowsOf('Warnings').map(([, code]) => code)).toEqual(warningCodes);
  });
});
