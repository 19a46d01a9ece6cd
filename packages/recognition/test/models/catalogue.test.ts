import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { testAssets, tellLeftOut } from '@steno/testkit';
import { describe, expect, test } from 'vitest';
import {
  catalogue,
  defaultModelFor,
  downloadBytes,
  findCatalogueEntry,
  packagedModelId,
} from '../../src/models/catalogue.ts';
import { findKindFiles, rolesOf } from '../../src/models/kind-files.ts';

/** What independent projects say of the models, where that file is. */
const factsFile = path.join(testAssets()?.modelsDir ?? '', '..', 'docs', 'models.json');
const facts = await readFile(factsFile, 'utf8').then(
  (text) => JSON.parse(text) as readonly ModelFact[], // A file of ours.
  () => undefined,
);
if (facts === undefined) {
  tellLeftOut('the comparison of the catalogue with its sources', 'STENO_TEST_ASSETS has no docs/models.json');
}

interface ModelFact {
  readonly id: string;
  readonly files: readonly { readonly url: string; readonly bytes: number; readonly sha256: string }[];
}

describe.skipIf(facts === undefined)('the catalogue, beside what independent projects say', () => {
  const compared = catalogue.filter((entry) => entry.package === undefined);

  test.each(compared.map((entry) => [entry.modelId, entry] as const))(
    'has addresses, sizes and SHA-256 of %s as they do',
    (id, { source, files }) => {
      const known = facts?.find((fact) => fact.id === id)?.files ?? [];
      for (const { name, path: place = name, bytes, sha256 } of files) {
        const own = { url: `${source}${place}`, bytes, sha256 };
        expect(known).toContainEqual(expect.objectContaining(own));
      }
    },
  );
});

describe('the catalogue', () => {
  test('has each id once', () => {
    const ids = catalogue.map((entry) => entry.modelId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(catalogue.map((entry) => [entry.modelId, entry] as const))('describes %s completely', (_id, entry) => {
    expect(entry.modelId).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
    expect(entry.source).toMatch(/^https:\/\/[^?#]+\/$/);
    expect(entry.languages.length).toBeGreaterThan(0);
    expect(entry.languages).toEqual(Intl.getCanonicalLocales([...entry.languages]));
    expect(entry.licence).toMatch(/^[A-Za-z0-9.-]+$/);
    expect(entry.files.map((file) => file.role)).toEqual(rolesOf(entry.kind).slice(0, entry.files.length));
    expect(new Set(entry.files.map((file) => file.name)).size).toBe(entry.files.length);
    expect(new Set(entry.files.map((file) => file.sha256)).size).toBe(entry.files.length);
    for (const file of [...entry.files, ...(entry.package === undefined ? [] : [entry.package])]) {
      expect(file.name).toMatch(/^[\w./@-]+$/);
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(Number.isSafeInteger(file.bytes) && file.bytes > 0).toBe(true);
    }
  });

  test.each(catalogue.map((entry) => [entry.modelId, entry] as const))('names the files of %s as a search finds them', (id, entry) => {
    const fileNames = entry.files.map((file) => file.name);
    const found = findKindFiles(entry.kind, { folder: path.join('/models', id), fileNames });
    const files = entry.files.map((file) => [file.role, path.join('/models', id, file.name)] as const);
    expect(found).toEqual({ type: 'found', files: { kind: entry.kind, ...Object.fromEntries<string>(files) } });
  });

  test('has a small model as the default for English', () => {
    const entry = defaultModelFor('en');
    expect(entry?.modelId).toBe('zipformer-en-20m');
    expect(entry === undefined ? 0 : downloadBytes(entry)).toBe(45_202_074);
  });

  test.each([
    ['en-GB', 'zipformer-en-20m'],
    ['DE', 'kroko-de'],
    ['fr-CA', 'kroko-fr'],
    ['es', 'kroko-es'],
    ['ru', 'zipformer-ru-vosk-small'],
    ['zh', 'x-asr-zh-en-480ms'],
    ['ko', 'zipformer-korean-2024-06-16'],
    ['ja', 'nemotron-3.5-560ms'],
    ['pt-BR', 'nemotron-3.5-560ms'],
    ['th', 'zipformer-8lang'],
    ['mi', undefined],
    ['', undefined],
  ])('gives for the language "%s" the model %s', (language, modelId) => {
    expect(defaultModelFor(language)?.modelId).toBe(modelId);
  });

  test.each([
    ['en-US', 'parakeet-tdt-110m-en-int8'],
    ['ru', 'gigaam-v3-punct-ru'],
    ['ja', 'reazonspeech-k2-v2-ja'],
    ['yue', 'sense-voice-2024-07-17-int8'],
    ['de', 'parakeet-tdt-0.6b-v3'],
    ['mi', 'whisper-turbo'],
  ])('gives for whole segments in "%s" the model %s', (language, modelId) => {
    expect(defaultModelFor(language, 'offline')?.modelId).toBe(modelId);
  });

  test('has one model that comes from the npm registry', () => {
    expect(catalogue.filter((entry) => entry.package !== undefined).map((entry) => entry.modelId)).toEqual([
      packagedModelId,
    ]);
  });

  test('finds an entry by its id', () => {
    expect(findCatalogueEntry('kroko-de')?.languages).toEqual(['de']);
    expect(findCatalogueEntry('kroko-xx')).toBeUndefined();
  });
});
