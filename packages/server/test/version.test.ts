import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stenoVersion } from '../src/version.ts';

it('the version that the server tells is that of its package', () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(manifest).toMatchObject({ version: stenoVersion });
});
