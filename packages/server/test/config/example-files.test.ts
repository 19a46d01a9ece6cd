import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../src/config/parse-configuration.ts';

const examples = ['docs/configuration.md', 'docs/deployment.md'].flatMap((page) => {
  const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/```json\n([^]*?)```/gu)].map(([, json = '']): [string, string] => [page, json]);
});

describe('an example of a configuration file', () => {
  it.each(examples)('in %s is one: %s', (page, json) => {
    const entries = JSON.parse(json) as Readonly<Record<string, unknown>>;
    expect(() => parseConfiguration({ environment: {}, file: { path: `/${page}`, entries } })).not.toThrow();
  });

  it('is found', () => {
    expect(new Set(examples.map(([page]) => page)).size).toBe(2);
  });
});
