import { APIConnectionError, APIError, APIStatusError, APITimeoutError } from '@livekit/agents';
import type { ClientError } from '@steno/client/node';
import { type WireErrorCode, wireErrorRules } from '@steno/protocol';

/** What HTTP would say to the codes that only occur in a session. */
const statusInSession: Readonly<Partial<Record<WireErrorCode, number>>> = {
  idle_timeout: 408,
  superseded: 409,
  message_too_large: 413,
  slow_consumer: 503,
};
/** What the framework writes where there is no status. */
const noStatus = -1;

/**
 * Says why a session failed in the words of the framework, which tries again what is `retryable`. What the server
 * said becomes an APIStatusError with the code in `body`; what the network did, an APIConnectionError or APITimeoutError.
 *
 * @param sessionId - the server's name of the session; undefined when there was none.
 */
export function toApiError(error: ClientError, sessionId?: string): APIError {
  const { message, retryable, wireCode } = error;
  if (wireCode !== undefined) {
    const statusCode = isWireErrorCode(wireCode) ? statusOf(wireCode) : noStatus;
    const options = { statusCode, requestId: sessionId ?? null, body: { code: wireCode }, retryable };
    return withCause(new APIStatusError({ message, options }), error);
  }
  switch (error.code) {
    case 'timeout':
      return withCause(new APITimeoutError({ message, options: { retryable } }), error);
    case 'unreachable':
    case 'closed':
      return withCause(new APIConnectionError({ message, options: { retryable } }), error);
    default:
      return withCause(new APIError(message, { body: { code: error.code }, retryable }), error);
  }
}

/** The errors of the framework take no `cause`. */
function withCause(error: APIError, cause: ClientError): APIError {
  error.cause = cause;
  return error;
}

function statusOf(code: WireErrorCode): number {
  return wireErrorRules[code].httpStatus ?? statusInSession[code] ?? noStatus;
}

function isWireErrorCode(code: string): code is WireErrorCode {
  return Object.hasOwn(wireErrorRules, code);
}
