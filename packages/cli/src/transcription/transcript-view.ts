import type { Result, SessionStatus } from '@steno/client/node';
import type { ServerMessage } from '@steno/protocol';
import { plainText } from '../terminal/display-width.ts';
import type { Screen } from '../terminal/screen.ts';

/** Shows a transcription while it happens. */
export interface TranscriptView {
  /** Takes a partial or a final. */
  result(result: Result): void;
  /** Takes a message of the server as it came. */
  message(message: ServerMessage): void;
  /** Takes a sentence about the session: a warning of the server, or what becomes of the connection. */
  note(sentence: string): void;
  status(status: SessionStatus): void;
  /** Says how much audio has been sent, in ms. */
  sent(sentMs: number): void;
  /** Takes away what was only for the moment. Idempotent. */
  finish(): void;
}

/** Takes nothing; the others take what they show. */
class SilentView implements TranscriptView {
  result(_result: Result): void {
    // Not shown.
  }

  message(_message: ServerMessage): void {
    // Not shown.
  }

  note(_sentence: string): void {
    // Not shown.
  }

  status(_status: SessionStatus): void {
    // Not shown.
  }

  sent(_sentMs: number): void {
    // Not shown.
  }

  finish(): void {
    // Nothing was only for the moment.
  }
}

/** Where a view for programs tells a person something. */
export interface NotedView {
  /** The screen for notes. */
  readonly notes: Screen;
  /** Shows how far the audio is, on the screen of the notes; undefined for none. */
  readonly progress: TranscriptView | undefined;
}

/** Notes and progress only: for a transcript that is written when it is complete. */
export class NotesView extends SilentView {
  readonly #options: NotedView;

  constructor(options: NotedView) {
    super();
    this.#options = options;
  }

  override note(sentence: string): void {
    this.#options.notes.line(`steno: ${plainText(sentence)}`);
  }

  override sent(sentMs: number): void {
    this.#options.progress?.sent(sentMs);
  }

  override finish(): void {
    this.#options.progress?.finish();
  }
}

/** Finals only, one a line: for a pipe. Notes are lines of another stream. */
export class PlainView extends NotesView {
  readonly #out: Screen;

  constructor(out: Screen, options: NotedView) {
    super(options);
    this.#out = out;
  }

  override result(result: Result): void {
    if (result.isFinal && result.text !== '') this.#out.line(plainText(result.text));
  }
}

/** Each message as one line of JSON, as it came. Notes are lines of another stream. */
export class JsonView extends NotesView {
  readonly #out: Screen;

  constructor(out: Screen, notes: Screen) {
    super({ notes, progress: undefined });
    this.#out = out;
  }

  override message(message: ServerMessage): void {
    this.#out.line(JSON.stringify(message));
  }
}
