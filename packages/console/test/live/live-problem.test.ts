import { AudioInputError, ClientError } from '@steno/client/browser';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../src/api/api-error.ts';
import { en } from '../../src/i18n/en.ts';
import { nl } from '../../src/i18n/nl.ts';
import { problemOf } from '../../src/live/live-problem.ts';
import { FileError } from '../../src/live/live-source.ts';
import { sayProblem } from '../../src/live/say.ts';

const refused = (wireCode: string): ClientError => new ClientError('refused', 'Said by the server.', { wireCode });

describe('problemOf', () => {
  it.each([
    ['a microphone that is refused', new AudioInputError('permission_denied', ''), 'The microphone is not allowed'],
    ['no microphone', new AudioInputError('device_not_found', ''), 'There is no microphone'],
    ['a page that is not secure', new AudioInputError('insecure_page', ''), 'secure pages only'],
    ['a file without sound', new FileError('no_audio'), '"a.txt" holds no sound'],
    ['a tab that was not shared', new DOMException('', 'NotAllowedError'), 'No tab was shared'],
    ['a key that ends in a session', refused('unauthorized'), 'expired or was revoked'],
    ['a key that gives no token', new ApiError('refused', '', { status: 401 }), 'expired or was revoked'],
    [
      'a token that a refused key does not give',
      new ClientError('token', '', { cause: new ApiError('refused', '', { status: 401 }) }),
      'expired or was revoked',
    ],
    ['a server that is full', refused('at_capacity'), 'at its limit'],
    ['a server that is away', new ClientError('unreachable', ''), 'cannot be reached'],
    ['a code of a later version', refused('too_loud'), 'Said by the server.'],
    ['something else', new Error('Some fault.'), 'Some fault.'],
  ])('has a sentence in each language for %s', (_what, error, words) => {
    const problem = problemOf(error, 'a.txt');
    expect(problem).toBeDefined();
    if (problem === undefined) return;
    expect(sayProblem(problem, en)).toContain(words);
    expect(sayProblem(problem, nl)).not.toBe('');
  });

  it.each([new DOMException('', 'AbortError'), new ClientError('aborted', '')])(
    'is none when the user changed their mind',
    (error) => {
      expect(problemOf(error)).toBeUndefined();
    },
  );
});
