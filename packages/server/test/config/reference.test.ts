import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { configurationReference } from '../../src/config/reference.ts';

const page = new URL('../../../../docs/configuration.md', import.meta.url);

describe('the reference of the configuration', () => {
  it('is what docs/configuration.md says', async () => {
    expect(await readFile(page, 'utf8')).toBe(configurationReference());
  });
});
