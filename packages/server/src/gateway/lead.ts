import { WireError } from '@steno/protocol';
import type { Log } from '../log.ts';
import type { Session } from '../session/session.ts';
import type { SocketEvents, WebSocketConnection } from './ws-adapter.ts';

/**
 * Leads what a connection tells to its session, for as long as it is the session's connection.
 *
 * @param onGone - called when the connection is gone, after the session.
 */
export function lead(
  connection: WebSocketConnection,
  session: Session,
  { log, onGone }: { readonly log: Log; readonly onGone: () => void },
): SocketEvents {
  const act = (carryOut: () => void): void => {
    if (session.connection !== connection) return;
    // A fault of ours in one session must not reach the others.
    try {
      carryOut();
    } catch (error) {
      log.error({ err: error }, 'session failed');
      session.onViolation(new WireError('internal', 'The server could not handle this message. Connect again.'));
    }
  };
  return {
    onAudio: (bytes) => {
      act(() => {
        session.onAudio(bytes);
      });
    },
    onText: (text) => {
      act(() => {
        session.onText(text);
      });
    },
    onCloseFrame: () => {
      act(() => {
        session.onCloseFrame();
      });
    },
    onViolation: (error) => {
      act(() => {
        session.onViolation(error);
      });
    },
    onDrain: () => {
      act(() => {
        session.onDrain();
      });
    },
    onConfirmed: (mark) => {
      act(() => {
        session.onConfirmed(mark);
      });
    },
    onGone: (isConfirmed) => {
      act(() => {
        if (!session.isOver) log.info({}, 'connection lost');
        session.onLost(isConfirmed);
      });
      onGone();
    },
  };
}
