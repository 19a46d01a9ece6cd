import type { Restart, TranscriptionSession } from '@steno/client/node';
import { clockTime } from '../terminal/progress-bar.ts';
import type { TranscriptView } from './transcript-view.ts';

/** Shows what a session tells, and says in words when its connection goes and comes back. */
export function watchSession(session: TranscriptionSession, view: TranscriptView): void {
  session.on('message', (message) => {
    view.message(message);
  });
  session.on('partial', (result) => {
    view.result(result);
  });
  session.on('final', (result) => {
    view.result(result);
  });
  session.on('warning', ({ message }) => {
    view.note(message);
  });
  session.on('shuttingDown', ({ at }) => {
    view.note(`The server ends at ${at.toLocaleTimeString()}.`);
  });
  session.on('status', (status) => {
    if (status === 'reconnecting') view.note('The connection is lost; audio is kept, connecting again.');
    view.status(status);
  });
  session.on('resumed', ({ missedMs }) => {
    view.note(`Connected again after ${seconds(missedMs)}; nothing is lost.`);
  });
  session.on('restarted', (restart) => {
    view.note(restartSentence(restart));
  });
}

function restartSentence({ wireCode, heardAgainFromMs, lost }: Restart): string {
  const began = `The session of the server is over (${wireCode}); a new one goes on`;
  const from = `from ${clockTime(heardAgainFromMs / 1000)}`;
  if (lost === undefined) return `${began} ${from}; nothing is lost.`;
  const gap = `${clockTime(lost.fromMs / 1000)} to ${clockTime(lost.toMs / 1000)}`;
  return `${began} ${from}; what was said from ${gap} is lost.`;
}

function seconds(ms: number): string {
  return ms < 950 ? 'less than a second' : `${Math.round(ms / 1000)} s`;
}
