/** What a stable error code means on the wire. */
export interface WireErrorRule {
  /** HTTP status of a refusal before the upgrade; absent when the code only occurs in a session. */
  readonly httpStatus?: number;
  /** WebSocket close code; absent when the code only occurs before the upgrade. */
  readonly closeCode?: number;
  /** True when the same request may succeed later without a change. */
  readonly retryable: boolean;
}

/** A stable error code of the wire. */
export type WireErrorCode =
  | 'bad_request'
  | 'language_required'
  | 'unsupported_language'
  | 'unsupported_type'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'session_unknown'
  | 'session_live'
  | 'session_expired'
  | 'idle_timeout'
  | 'session_limit'
  | 'superseded'
  | 'message_too_large'
  | 'unsupported_media_type'
  | 'upgrade_required'
  | 'too_many_sessions'
  | 'rate_limited'
  | 'internal'
  | 'at_capacity'
  | 'shutting_down'
  | 'slow_consumer';

/** Every error code a client can meet. PROTOCOL.md has the same table; a test compares the two. */
export const wireErrorRules: Readonly<Record<WireErrorCode, WireErrorRule>> = {
  bad_request: { httpStatus: 400, closeCode: 4400, retryable: false },
  language_required: { httpStatus: 400, closeCode: 4400, retryable: false },
  unsupported_language: { httpStatus: 400, closeCode: 4400, retryable: false },
  unsupported_type: { httpStatus: 400, closeCode: 4400, retryable: false },
  unauthorized: { httpStatus: 401, closeCode: 4401, retryable: false },
  forbidden: { httpStatus: 403, closeCode: 4403, retryable: false },
  not_found: { httpStatus: 404, retryable: false },
  method_not_allowed: { httpStatus: 405, retryable: false },
  session_unknown: { httpStatus: 404, closeCode: 4404, retryable: false },
  session_live: { httpStatus: 409, retryable: true },
  session_expired: { httpStatus: 410, closeCode: 4410, retryable: false },
  idle_timeout: { closeCode: 4408, retryable: true },
  session_limit: { closeCode: 4408, retryable: true },
  superseded: { closeCode: 4409, retryable: false },
  message_too_large: { closeCode: 4413, retryable: false },
  unsupported_media_type: { httpStatus: 415, closeCode: 4415, retryable: false },
  upgrade_required: { httpStatus: 426, retryable: false },
  too_many_sessions: { httpStatus: 429, closeCode: 4429, retryable: true },
  rate_limited: { httpStatus: 429, closeCode: 4429, retryable: true },
  internal: { httpStatus: 500, closeCode: 1011, retryable: true },
  at_capacity: { httpStatus: 503, closeCode: 4503, retryable: true },
  shutting_down: { httpStatus: 503, closeCode: 4503, retryable: true },
  slow_consumer: { closeCode: 1013, retryable: true },
};

/** Facts that go with an error: names and values a program can use. Never a secret, never speech. */
export type WireErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** An error that is told to the client: as an HTTP answer, or as an `error` message before a close. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;
  readonly details: WireErrorDetails | undefined;

  /**
   * @param code - one of {@link wireErrorRules}.
   * @param message - one sentence for a developer: the thing, the value seen, what is allowed.
   * @param details - facts for programs; absent when there are none.
   */
  constructor(code: WireErrorCode, message: string, details?: WireErrorDetails) {
    super(message);
    this.code = code;
    this.details = details;
  }

  /** True when the same request may succeed later without a change. */
  get retryable(): boolean {
    return wireErrorRules[this.code].retryable;
  }
}

/**
 * The HTTP status of a refusal.
 *
 * @returns 400..599; 500 for codes that only occur in a session.
 */
export function httpStatusOf(code: WireErrorCode): number {
  return wireErrorRules[code].httpStatus ?? 500;
}

/**
 * The WebSocket close code of an error.
 *
 * @returns 1011 for codes that only occur before the upgrade.
 */
export function closeCodeOf(code: WireErrorCode): number {
  return wireErrorRules[code].closeCode ?? 1011;
}

/** Close codes that are no error. */
export const closeCodes = {
  /** The session is over and everything was sent. */
  normal: 1000,
  /** The server shuts down; everything final was sent. */
  goingAway: 1001,
} as const;
