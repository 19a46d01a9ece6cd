import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as browser from '../../src/browser/index.ts';
import { AudioInputError, type AudioInputErrorCode, audioInputErrorCodes } from '../../src/common/audio-input-error.ts';
import * as node from '../../src/node/index.ts';

const codes = Object.keys(audioInputErrorCodes) as AudioInputErrorCode[];

/** The codes of the table of a page, and whether it says that one may try again. */
function documented(page: string): readonly (readonly [string, boolean])[] {
  const text = readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), 'utf8');
  const table = text.slice(text.indexOf('| `code` |')).split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| `([a-z_]+)` \|(.*)$/gmu)]
    .filter(([, code]) => code !== 'code')
    .map(([, code = '', meaning = '']) => [code, meaning.includes('`retryable`')]);
}

describe('an AudioInputError', () => {
  it('is the same class in browsers and in Node', () => {
    expect(browser.AudioInputError).toBe(AudioInputError);
    expect(node.AudioInputError).toBe(AudioInputError);
    expect(browser.audioInputErrorCodes).toBe(node.audioInputErrorCodes);
  });

  it('has the codes of both pages, each on one of them, and may be tried again where they say so', () => {
    const told = [...documented('client-browser.md'), ...documented('client-node.md')].sort();
    expect(told).toEqual(codes.map((code) => [code, new AudioInputError(code, 'No.').retryable]).sort());
  });
});
