import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textOf } from './text-of.ts';

const page = readFileSync(new URL('../../../docs/formatting.md', import.meta.url), 'utf8');
const [, table = ''] = page.split('| kind | said | written |\n|---|---|---|\n');
const rows = (table.split('\n\n')[0] ?? '').split('\n').map((row) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim()),
);

describe('the page about formatting', () => {
  it('has a table of examples', () => {
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each(rows)('shows what happens: %s, "%s" becomes "%s"', (_kind, said = '', shown) => {
    expect(textOf(said, { actualNumbers: true, startsSentence: false })).toBe(shown);
  });
});
