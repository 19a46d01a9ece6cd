import { type WireErrorCode, wireErrorRules } from '@steno/protocol';

/** Stable codes of {@link ClientError}. */
export const clientErrorCodes = {
  unreachable: 'no connection to the server could be made',
  refused: 'the server refused the session',
  closed: 'the session ended before everything was transcribed',
  protocol: 'the server said something that the wire contract does not allow',
  timeout: 'the server did not answer in time',
} as const;

/** A stable code of {@link ClientError}. */
export type ClientErrorCode = keyof typeof clientErrorCodes;

/** What more is known of a {@link ClientError}. */
export interface ClientErrorFacts {
  /** The server's own error code, when it sent one. */
  readonly wireCode?: string;
  /** Facts the server sent with its code. */
  readonly details?: unknown;
  /** True when the same call may succeed later without a change; default: by the codes. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

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

  constructor(code: ClientErrorCode, message: string, facts: ClientErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.wireCode = facts.wireCode;
    this.details = facts.details;
    this.retryable = facts.retryable ?? isRetryable(code, facts.wireCode);
  }
}

/** Thrown when a session is asked for what its state does not allow: a mistake of the caller. */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';
}

function isRetryable(code: ClientErrorCode, wireCode: string | undefined): boolean {
  if (isWireErrorCode(wireCode)) return wireErrorRules[wireCode].retryable;
  return code !== 'protocol' && code !== 'refused';
}

function isWireErrorCode(code: string | undefined): code is WireErrorCode {
  return code !== undefined && Object.hasOwn(wireErrorRules, code);
}
