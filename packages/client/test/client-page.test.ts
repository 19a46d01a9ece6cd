import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clientErrorCodes } from '../src/common/client-error.ts';
import { defaultSessionLimits } from '../src/common/session-limits.ts';

const page = readFileSync(new URL('../../../docs/client.md', import.meta.url), 'utf8');

/** The rows of the table below a heading, cells trimmed, without backquotes. */
function tableBelow(heading: string): readonly (readonly string[])[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

describe('docs/client.md', () => {
  it('has the limits with their defaults', () => {
    const told = tableBelow('Limits').map(([name, value]) => [name, Number(value)]);
    expect(told).toEqual(Object.entries(defaultSessionLimits));
  });

  it('has the error codes with what they mean', () => {
    expect(tableBelow('Errors').map(([code, meaning]) => [code, meaning])).toEqual(Object.entries(clientErrorCodes));
  });
});
