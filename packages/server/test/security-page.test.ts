import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { settingNames } from '../src/config/settings.ts';

/** Rows of the table under a heading of SECURITY.md, without its head. */
async function rowsUnder(heading: string): Promise<readonly (readonly string[])[]> {
  const page = await readFile(new URL('../../../SECURITY.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [own = ''] = section.split(/^##/m);
  const rows = own.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

describe('SECURITY.md', () => {
  it('names tests that there are for each attack', async () => {
    const rows = await rowsUnder('Each attack, what happens, and what shows it');
    expect(rows.length).toBeGreaterThan(20);
    for (const [attack, , shownBy = ''] of rows) {
      const named = [...shownBy.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
      expect(named, attack).not.toEqual([]);
      for (const name of named) {
        const path = name.endsWith('/') ? name : `${name}.test.ts`;
        expect(existsSync(new URL(path, import.meta.url)), path).toBe(true);
      }
    }
  });

  it('names settings that there are', async () => {
    const headings = ['What is defended against what', 'Each attack, what happens, and what shows it'];
    const cells = (await Promise.all(headings.map(rowsUnder))).flat(2);
    const words = cells.flatMap((cell) => [...cell.matchAll(/`((?:max|handshake|auth|idle|allow)[A-Z]\w+)`/g)]);
    expect(words.length).toBeGreaterThan(8);
    for (const [, word = ''] of words) expect(settingNames, word).toContain(word);
  });
});
