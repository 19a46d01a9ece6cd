import type { ClientError } from './client-error.ts';

/**
 * What to do when a connection or a session is lost.
 * - `fail`: the session of the client is over.
 * - `reconnect`: try again, for the same server session where there is one.
 * - `begin_anew`: the server session is over; another one takes its place.
 */
export type Recovery = 'fail' | 'reconnect' | 'begin_anew';

/** Where a loss happened. */
export interface LossContext {
  /** There is a server session that was agreed on. */
  readonly hasSession: boolean;
  /** The connection had been accepted: what ended it is about the session, not about the opening. */
  readonly isAccepted: boolean;
}

/** Decides by the codes of PROTOCOL.md what a loss leads to. */
export function recoveryFrom(error: ClientError, { hasSession, isAccepted }: LossContext): Recovery {
  switch (error.wireCode) {
    case 'session_unknown':
    case 'session_expired':
    case 'slow_consumer':
    case 'session_limit':
      return hasSession ? 'begin_anew' : 'fail';
    case 'idle_timeout':
      // The limit is there to free what nobody uses; coming back at once would defeat it.
      return 'fail';
    case 'internal':
      // In a session it means audio that recognizers die of, and sending it again would only kill more.
      return isAccepted ? 'fail' : 'reconnect';
    default:
      return error.retryable ? 'reconnect' : 'fail';
  }
}
