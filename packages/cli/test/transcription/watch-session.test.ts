import type { Restart, SessionEvents, TranscriptionSession } from '@steno/client/node';
import { describe, expect, it } from 'vitest';
import { Screen } from '../../src/terminal/screen.ts';
import { NotesView } from '../../src/transcription/transcript-view.ts';
import { watchSession } from '../../src/transcription/watch-session.ts';
import { MemoryStream } from '../terminal/memory-stream.ts';

type Listeners = { [Name in keyof SessionEvents]?: (event: SessionEvents[Name]) => void };

/** What is written on standard error when a session tells events. */
function said(tell: (listeners: Listeners) => void): readonly string[] {
  const stream = new MemoryStream();
  const listeners: Listeners = {};
  const on: TranscriptionSession['on'] = (name, listener) => {
    Object.assign(listeners, { [name]: listener });
    return () => undefined;
  };
  // Only `on` is used.
  const session = { on } as TranscriptionSession;
  watchSession(session, new NotesView({ notes: new Screen(stream, {}), progress: undefined }));
  tell(listeners);
  return stream.shown;
}

const restart: Restart = {
  previousSessionId: 'a',
  sessionId: 'b',
  wireCode: 'session_unknown',
  heardAgainFromMs: 65_000,
  lost: undefined,
};

describe('what becomes of a connection', () => {
  it('is told when it is lost and when it is back', () => {
    const lines = said((listeners) => {
      listeners.status?.('listening');
      listeners.status?.('reconnecting');
      listeners.resumed?.({ sessionId: 'a', missedMs: 3_200 });
    });
    expect(lines).toEqual([
      'steno: The connection is lost; audio is kept, connecting again.',
      'steno: Connected again after 3 s; nothing is lost.',
    ]);
  });

  it('is told when another session of the server goes on, with what nobody hears any more', () => {
    expect(said((listeners) => listeners.restarted?.(restart))).toEqual([
      'steno: The session of the server is over (session_unknown); a new one goes on from 1:05; nothing is lost.',
    ]);
    const lost = { fromMs: 5_000, toMs: 65_000 };
    expect(said((listeners) => listeners.restarted?.({ ...restart, lost }))).toEqual([
      'steno: The session of the server is over (session_unknown); a new one goes on from 1:05; what was said from 0:05 to 1:05 is lost.',
    ]);
  });

  it('does not let a warning of the server move the cursor', () => {
    const warning = { code: 'lag', message: 'behind\u001b[2J by 2 s' };
    expect(said((listeners) => listeners.warning?.(warning))).toEqual(['steno: behind by 2 s']);
  });
});
