import { describe, expect, it } from 'vitest';
import { closeCodeOf, httpStatusOf, WireError, type WireErrorCode, wireErrorRules } from '../src/wire-error.ts';

/** Code, HTTP status, close code: the table of the API's documentation. */
const documented: readonly (readonly [WireErrorCode, number | undefined, number | undefined])[] = [
  ['bad_request', 400, 4400],
  ['language_required', 400, 4400],
  ['unsupported_language', 400, 4400],
  ['unsupported_type', 400, 4400],
  ['unauthorized', 401, 4401],
  ['forbidden', 403, 4403],
  ['not_found', 404, undefined],
  ['method_not_allowed', 405, undefined],
  ['session_unknown', 404, 4404],
  ['session_live', 409, undefined],
  ['session_expired', 410, 4410],
  ['idle_timeout', undefined, 4408],
  ['session_limit', undefined, 4408],
  ['superseded', undefined, 4409],
  ['message_too_large', undefined, 4413],
  ['unsupported_media_type', 415, 4415],
  ['upgrade_required', 426, undefined],
  ['too_many_sessions', 429, 4429],
  ['rate_limited', 429, 4429],
  ['internal', 500, 1011],
  ['at_capacity', 503, 4503],
  ['shutting_down', 503, 4503],
  ['slow_consumer', undefined, 1013],
];

describe('wireErrorRules', () => {
  it('has exactly the documented codes', () => {
    expect(Object.keys(wireErrorRules).sort()).toEqual(documented.map(([code]) => code).sort());
  });

  it.each(documented)('gives %s the HTTP status %s and the close code %s', (code, httpStatus, closeCode) => {
    expect(wireErrorRules[code].httpStatus).toBe(httpStatus);
    expect(wireErrorRules[code].closeCode).toBe(closeCode);
    expect(httpStatusOf(code)).toBe(httpStatus ?? 500);
    expect(closeCodeOf(code)).toBe(closeCode ?? 1011);
  });

  it('calls exactly the errors retryable that pass by themselves', () => {
    const retryable = documented.map(([code]) => code).filter((code) => new WireError(code, 'x').retryable);
    expect(retryable.sort()).toEqual([
      'at_capacity',
      'idle_timeout',
      'internal',
      'rate_limited',
      'session_limit',
      'session_live',
      'shutting_down',
      'slow_consumer',
      'too_many_sessions',
    ]);
  });
});
