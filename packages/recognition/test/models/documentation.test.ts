import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { taskOf } from '../../src/contract/model.ts';
import { rolesOf, sherpaKinds } from '../../src/models/kind-files.ts';
import { parseModelDescription } from '../../src/models/model-description.ts';

const text = readFileSync(new URL('../../../../docs/models.md', import.meta.url), 'utf8');
const words = { streaming: 'live text', offline: 'whole segments', punctuation: 'casing and marks' };

/** The rows of the table of kinds: kind, what for, files. */
const rows = [...text.matchAll(/^\| `([a-z0-9_]+)` \| (live text|whole segments|casing and marks) \| (.*) \|$/gm)];

describe('the documentation of models', () => {
  test('has the kinds that there are, with their task and their files', () => {
    const documented = rows
      .filter(([, kind]) => kind !== 'pocketsphinx')
      .map(([, kind, task, files = '']) => [kind, task, [...files.matchAll(/`(\w+)`/g)].map(([, role]) => role)]);
    expect(documented).toEqual(sherpaKinds.map((kind) => [kind, words[taskOf({ kind })], rolesOf(kind)]));
  });

  test('shows a model.json that is understood', () => {
    const example = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    expect(parseModelDescription(example, 'model.json')).toMatchObject({ kind: 'whisper', languages: ['de', 'nl'] });
  });
});
