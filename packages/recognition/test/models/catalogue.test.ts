import { describe, expect, test } from 'vitest';
import { catalogue, defaultModelFor, downloadBytes, findCatalogueEntry } from '../../src/models/catalogue.ts';

describe('the catalogue', () => {
  test('has each id once', () => {
    const ids = catalogue.map((entry) => entry.modelId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(catalogue.map((entry) => [entry.modelId, entry] as const))('describes %s completely', (_id, entry) => {
    expect(entry.modelId).toMatch(/^[a-z0-9][a-z0-9-]*$/);
    expect(entry.source).toMatch(/^https:\/\/[^?#]+\/resolve\/[0-9a-f]{40}\/$/);
    expect(entry.languages.length).toBeGreaterThan(0);
    expect(entry.languages).toEqual(Intl.getCanonicalLocales([...entry.languages]));
    expect(entry.files.map((file) => file.role)).toEqual(['encoder', 'decoder', 'joiner', 'tokens']);
    expect(new Set(entry.files.map((file) => file.sha256)).size).toBe(4);
    for (const file of entry.files) {
      expect(file.name).toMatch(/^[\w.-]+\.(onnx|txt)$/);
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(Number.isSafeInteger(file.bytes) && file.bytes > 0).toBe(true);
    }
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
    ['mi', undefined],
    ['', undefined],
  ])('gives for the language "%s" the model %s', (language, modelId) => {
    expect(defaultModelFor(language)?.modelId).toBe(modelId);
  });

  test('finds an entry by its id', () => {
    expect(findCatalogueEntry('kroko-de')?.languages).toEqual(['de']);
    expect(findCatalogueEntry('kroko-xx')).toBeUndefined();
  });
});
