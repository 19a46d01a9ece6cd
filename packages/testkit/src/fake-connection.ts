import { parseServerMessage, type ServerMessage } from '@steno/protocol';

/** A connection that keeps what it is told. It fits the `Connection` of the server's sessions. */
export class FakeConnection {
  /** The text messages sent, in order. */
  readonly sent: string[] = [];
  /** What a slow reader leaves unread, in bytes; a test sets it. */
  bufferedBytes = 0;
  /** True between `pauseReading` and `resumeReading`. */
  isPaused = false;
  /** How often reading was paused. */
  pauses = 0;
  /** The first close; undefined before. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** The marks of the probes, in order; a test confirms them to the session. */
  readonly probes: string[] = [];
  /** Messages given to `send` after `close`: there must be none. */
  sentAfterClose = 0;

  /** The messages sent, parsed. */
  get messages(): readonly ServerMessage[] {
    return this.sent.flatMap((text) => parseServerMessage(text) ?? []);
  }

  send(text: string): void {
    if (this.closed !== undefined) this.sentAfterClose += 1;
    this.sent.push(text);
  }

  probe(mark: string): void {
    this.probes.push(mark);
  }

  pauseReading(): void {
    this.isPaused = true;
    this.pauses += 1;
  }

  resumeReading(): void {
    this.isPaused = false;
  }

  close(code: number, reason: string): void {
    this.closed ??= { code, reason };
  }
}
