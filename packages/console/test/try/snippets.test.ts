import { describe, expect, it } from 'vitest';
import { usualChoice } from '../../src/shell/session-choice.ts';
import { realtimeUrl, snippetNames, snippetOf } from '../../src/try/snippets.ts';

const base = 'https://steno.test/sub/';
const choice = {
  language: 'nl',
  type: 'quality',
  keyTerms: ["'; rm -rf ~ #", '${evil}"\\'],
  endpointingMs: 800,
  actualNumbers: true,
  formatted: false,
} as const;

describe('the call as code', () => {
  it('leaves out what is as usual', () => {
    expect(realtimeUrl(usualChoice, base)).toBe('https://steno.test/sub/v2/realtime');
    expect(snippetOf('node', usualChoice, base)).toContain('client.transcribe()');
  });

  it('has every option of the choice, under the names of the wire', () => {
    const { searchParams } = new URL(realtimeUrl(choice, base));
    expect(Object.fromEntries(searchParams)).toMatchObject({
      language: 'nl',
      type: 'quality',
      endpointing_ms: '800',
      actual_numbers: 'true',
      formatted: 'false',
    });
    expect(searchParams.getAll('key_terms')).toEqual(choice.keyTerms);
  });

  it.each(['node', 'browser'] as const)('cannot be broken out of by a key term (%s)', (name) => {
    const [, options = ''] = /transcribe\((.*)\);/u.exec(snippetOf(name, choice, base)) ?? [];
    const parsed: unknown = JSON.parse(options.replaceAll(/(\w+): /gu, '"$1": ').replaceAll(/: '(\w+)'/gu, ': "$1"'));
    expect(parsed).toMatchObject({ keyTerms: choice.keyTerms, language: 'nl', type: 'quality' });
  });

  it.each(snippetNames)('never has a key in it (%s)', (name) => {
    expect(snippetOf(name, choice, base)).not.toMatch(/steno_[a-z\d]{8}/u);
  });
});
