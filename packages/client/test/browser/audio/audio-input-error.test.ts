import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { audioInputErrorCodes, captureError } from '../../../src/browser/audio/audio-input-error.ts';

describe('an AudioInputError', () => {
  it.each([
    ['NotAllowedError', 'permission_denied', false],
    ['SecurityError', 'permission_denied', false],
    ['NotFoundError', 'device_not_found', false],
    ['NotReadableError', 'device_unreadable', true],
    ['AbortError', 'device_unreadable', true],
    ['OverconstrainedError', 'device_unsuitable', false],
    ['TypeError', 'unsupported', false],
  ])('for %s has the code %s', (name, code, retryable) => {
    const cause = new DOMException('what the browser says', name);
    const error = captureError(cause);
    expect(error).toMatchObject({ name: 'AudioInputError', code, retryable, cause });
    expect(Object.keys(audioInputErrorCodes)).toContain(code);
  });

  it('is made of anything that was thrown', () => {
    expect(captureError('no')).toMatchObject({ code: 'unsupported', cause: 'no' });
  });

  it('has the codes that the documentation lists', async () => {
    const page = await readFile(new URL('../../../../../docs/client-browser.md', import.meta.url), 'utf8');
    const table = page.slice(page.indexOf('| `code` |'));
    const documented = [...table.matchAll(/^\| `([a-z_]+)` \|/gmu)]
      .map(([, code]) => code)
      .filter((code) => code !== 'code');
    expect(documented.sort()).toEqual(Object.keys(audioInputErrorCodes).sort());
  });
});
