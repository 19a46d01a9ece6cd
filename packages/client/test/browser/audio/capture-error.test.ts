import { describe, expect, it } from 'vitest';
import { captureError } from '../../../src/browser/audio/capture-error.ts';

describe('why a browser gives no microphone', () => {
  it.each([
    ['NotAllowedError', 'permission_denied', false],
    ['SecurityError', 'permission_denied', false],
    ['NotFoundError', 'device_not_found', false],
    ['NotReadableError', 'device_unreadable', true],
    ['AbortError', 'device_unreadable', true],
    ['OverconstrainedError', 'device_unsuitable', false],
    ['TypeError', 'unsupported', false],
  ])('is told for %s by the code %s', (name, code, retryable) => {
    const cause = new DOMException('what the browser says', name);
    const error = captureError(cause);
    expect(error).toMatchObject({ name: 'AudioInputError', code, retryable, cause });
  });

  it('is made of anything that was thrown', () => {
    expect(captureError('no')).toMatchObject({ code: 'unsupported', cause: 'no' });
  });
});
