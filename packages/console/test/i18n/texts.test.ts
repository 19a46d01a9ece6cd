import { describe, expect, it } from 'vitest';
import { closestLanguage, languageNames, textLanguages, texts } from '../../src/i18n/text.ts';

/** Every text with its path; of a function, its source. */
function textsOf(node: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [[path, `function of ${node.length}`]];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, inner]: [string, unknown]) => textsOf(inner, `${path}.${name}`));
}

describe('the texts', () => {
  it.each(textLanguages)('are complete in every language (%s)', (language) => {
    const wanted = textsOf(texts.en)
      .map(([path]) => path)
      .toSorted();
    expect(
      textsOf(texts[language])
        .map(([path]) => path)
        .toSorted(),
    ).toEqual(wanted);
    expect(languageNames[language]).not.toBe('');
  });

  it.each(textLanguages)('say something everywhere (%s)', (language) => {
    expect(textsOf(texts[language]).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('take as many values in each language', () => {
    const functions = (language: (typeof textLanguages)[number]): readonly string[] =>
      textsOf(texts[language])
        .filter(([, text]) => text.startsWith('function of'))
        .map(([path, text]) => `${path} ${text}`)
        .toSorted();
    expect(functions('nl')).toEqual(functions('en'));
  });

  it('are in the first language of the reader that the page speaks', () => {
    expect(closestLanguage(['fr-FR', 'nl-BE', 'en'])).toBe('nl');
    expect(closestLanguage(['fr'])).toBe('en');
    expect(closestLanguage([])).toBe('en');
  });
});
