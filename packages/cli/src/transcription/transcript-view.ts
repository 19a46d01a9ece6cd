import type { ServerMessage, TranscriptResult } from '@steno/protocol';
import { displayWidth, plainText, wrapWords } from '../terminal/display-width.ts';
import { clockTime, progressBar } from '../terminal/progress-bar.ts';
import type { Screen } from '../terminal/screen.ts';

/** Shows a transcription while it happens. */
export interface TranscriptView {
  /** Takes a message of the server. */
  message(message: ServerMessage): void;
  /** Says how much audio has been sent, in ms. */
  sent(sentMs: number): void;
  /** Takes away what was only for the moment. Idempotent. */
  finish(): void;
}

/** Columns of the time before a text, with two spaces on both sides. */
const gutterColumns = 9;
/** How many lines a partial may take; of a longer one the end is shown. */
const maxPartialLines = 3;
/** Partials come often; drawing more often than this only costs. */
const redrawIntervalMs = 80;

/**
 * Finals as lines with their time, the partial below them, and a progress bar: for a terminal.
 *
 * @param durationMs - length of the audio; undefined when it is not known.
 */
export class LiveView implements TranscriptView {
  readonly #screen: Screen;
  readonly #durationMs: number | undefined;
  #partial: TranscriptResult | undefined;
  #sentMs = 0;
  #drawnMs = 0;

  constructor(screen: Screen, durationMs: number | undefined) {
    this.#screen = screen;
    this.#durationMs = durationMs;
  }

  message(message: ServerMessage): void {
    if (message.type === 'warning') {
      this.#screen.line(this.#screen.paint('yellow', `  ! ${plainText(message.message)}`));
    }
    if (message.type !== 'transcript') return;
    if (message.result.is_final) {
      this.#partial = undefined;
      if (message.result.text !== '') for (const line of this.#lines(message.result)) this.#screen.line(line);
    } else {
      this.#partial = message.result;
    }
    this.#draw();
  }

  sent(sentMs: number): void {
    this.#sentMs = sentMs;
    if (performance.now() - this.#drawnMs >= redrawIntervalMs) this.#draw();
  }

  finish(): void {
    this.#screen.live([]);
  }

  #draw(): void {
    this.#drawnMs = performance.now();
    const partial = this.#partial === undefined ? [] : this.#lines(this.#partial).slice(-maxPartialLines);
    this.#screen.live([...partial.map((line) => this.#screen.paint('dim', line)), this.#bar()]);
  }

  #lines(result: TranscriptResult): readonly string[] {
    const time = clockTime(result.start).padStart(gutterColumns - 2);
    const words = wrapWords(plainText(result.text), this.#screen.columns - gutterColumns);
    return words.map((line, index) => (index === 0 ? `${time}  ${line}` : ' '.repeat(gutterColumns) + line));
  }

  #bar(): string {
    const sent = clockTime(this.#sentMs / 1000);
    if (this.#durationMs === undefined) return this.#screen.paint('dim', `${sent.padStart(gutterColumns - 2)}  …`);
    const total = clockTime(this.#durationMs / 1000);
    const columns = Math.max(5, Math.min(40, this.#screen.columns - gutterColumns - displayWidth(total) - 2));
    const bar = progressBar(this.#sentMs / this.#durationMs, columns);
    return `${sent.padStart(gutterColumns - 2)}  ${this.#screen.paint('cyan', bar)}  ${total}`;
  }
}

/**
 * Finals only, one a line: for a pipe. Warnings are lines of another stream.
 *
 * @param progress - shows how far the audio is, on the screen of the warnings; undefined for none.
 */
export class PlainView implements TranscriptView {
  readonly #out: Screen;
  readonly #warnings: Screen;
  readonly #progress: LiveView | undefined;

  constructor(out: Screen, warnings: Screen, progress: LiveView | undefined) {
    this.#out = out;
    this.#warnings = warnings;
    this.#progress = progress;
  }

  message(message: ServerMessage): void {
    if (message.type === 'warning') this.#warnings.line(`steno: ${plainText(message.message)}`);
    if (message.type !== 'transcript' || !message.result.is_final || message.result.text === '') return;
    this.#out.line(plainText(message.result.text));
  }

  sent(sentMs: number): void {
    this.#progress?.sent(sentMs);
  }

  finish(): void {
    this.#progress?.finish();
  }
}

/** Each message as one line of JSON, as it came. */
export class JsonView implements TranscriptView {
  readonly #out: Screen;

  constructor(out: Screen) {
    this.#out = out;
  }

  message(message: ServerMessage): void {
    this.#out.line(JSON.stringify(message));
  }

  sent(): void {
    // Programs read the messages; nobody watches.
  }

  finish(): void {
    // Nothing was only for the moment.
  }
}
