import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { limitSettings } from '../../src/config/access-settings.ts';
import { settingNames } from '../../src/config/settings.ts';

const page = readFileSync(new URL('../../../../docs/credentials.md', import.meta.url), 'utf8');

it('docs/credentials.md names settings that there are, and every limit', () => {
  const limits = page.split(/^## /m).find((section) => section.startsWith('Limits')) ?? '';
  const column = limits
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|')[2] ?? '');
  const named = column.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ''));
  for (const name of named) expect(settingNames).toContain(name);
  for (const name of Object.keys(limitSettings)) expect(named).toContain(name);
});
