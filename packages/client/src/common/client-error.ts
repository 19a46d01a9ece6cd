import { type WireErrorCode, wireErrorRules } from '@steno/protocol';

/** Stable codes of {@link ClientError}. docs/client.md has the same table; a test compares the two. */
export const clientErrorCodes = {
  unreachable: 'no connection to the server could be made',
  refused: 'the server refused the session',
  token: 'the token provider gave no credential that can be sent',
  closed: 'the session ended before everything was transcribed',
  timeout: 'the server did not answer in time',
  protocol: 'the server said something that the wire contract does not allow',
  buffer_full: 'more audio waits than may be kept',
  aborted: 'the session was aborted by its owner',
} as const;

/** A stable code of {@link ClientError}. */
export type ClientErrorCode = keyof typeof clientErrorCodes;

/** What more is known of a {@link ClientError}. */
export interface ClientErrorFacts {
  /** The server's own error code, when it sent one. */
  readonly wireCode?: string | undefined;
  /** Facts the server sent with its code. */
  readonly details?: unknown;
  /** True when the same call may succeed later without a change; default: by the codes. */
  readonly retryable?: boolean;
  /** When the server said that to try again makes sense, in ms from now. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Codes that the same call meets again, unless the server's own code says otherwise. */
const fatalCodes: readonly ClientErrorCode[] = ['refused', 'token', 'protocol', 'buffer_full', 'aborted'];

/** Why a session could not begin or go on. Never contains a credential or speech. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  /** The server's own stable code, for example `unsupported_language`; undefined when it sent none. */
  readonly wireCode: string | undefined;
  /** Facts the server sent with its code; undefined when it sent none. */
  readonly details: unknown;
  /** True when the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** How long the server asked to wait before the next attempt, in ms; undefined when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ClientErrorCode, message: string, facts: ClientErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.wireCode = facts.wireCode;
    this.details = facts.details;
    this.retryable = facts.retryable ?? isRetryable(code, facts.wireCode);
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Thrown when a session is asked for what its state does not allow: a mistake of the caller. */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';
}

function isRetryable(code: ClientErrorCode, wireCode: string | undefined): boolean {
  if (isWireErrorCode(wireCode)) return wireErrorRules[wireCode].retryable;
  return !fatalCodes.includes(code);
}

function isWireErrorCode(code: string | undefined): code is WireErrorCode {
  return code !== undefined && Object.hasOwn(wireErrorRules, code);
}
