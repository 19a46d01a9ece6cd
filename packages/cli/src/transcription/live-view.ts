import type { Result, SessionStatus } from '@steno/client/node';
import { plainText, wrapWords } from '../terminal/display-width.ts';
import { clockTime } from '../terminal/progress-bar.ts';
import type { Screen } from '../terminal/screen.ts';
import type { TranscriptView } from './transcript-view.ts';

/** What the last line of a {@link LiveView} is made of. */
export interface LiveState {
  /** How much audio has been sent, in ms. */
  readonly sentMs: number;
  readonly status: SessionStatus;
}

/** Writes the last line of a {@link LiveView}. */
export type Footer = (state: LiveState, screen: Screen) => string;

/** Columns of the time before a text, with two spaces on both sides. */
export const gutterColumns = 9;
/** How many lines a partial may take; of a longer one the end is shown. */
const maxPartialLines = 3;
/** Partials come often; drawing more often than this only costs. */
const redrawIntervalMs = 80;

/** Finals as lines with their time, the partial dim below them, and a last line of its own: for a terminal. */
export class LiveView implements TranscriptView {
  readonly #screen: Screen;
  readonly #notes: Screen;
  readonly #footer: Footer;
  #partial: Result | undefined;
  #state: LiveState = { sentMs: 0, status: 'connecting' };
  #drawnMs = 0;

  /** @param notes - for sentences about the session; the same screen unless they go elsewhere. */
  constructor(screen: Screen, footer: Footer, notes: Screen = screen) {
    this.#screen = screen;
    this.#footer = footer;
    this.#notes = notes;
  }

  result(result: Result): void {
    this.#partial = result.isFinal ? undefined : result;
    if (result.isFinal && result.text !== '') for (const line of this.#lines(result)) this.#screen.line(line);
    this.#draw();
  }

  message(): void {
    // For programs.
  }

  note(sentence: string): void {
    const words = plainText(sentence);
    if (this.#notes !== this.#screen) {
      this.#notes.line(`steno: ${words}`);
      return;
    }
    wrapWords(words, this.#screen.columns - gutterColumns).forEach((line, index) => {
      const mark = index === 0 ? '!'.padStart(gutterColumns - 2).padEnd(gutterColumns) : ' '.repeat(gutterColumns);
      this.#screen.line(this.#screen.paint('yellow', mark + line));
    });
  }

  status(status: SessionStatus): void {
    this.#state = { ...this.#state, status };
    // Nothing is drawn any more below a session that is over.
    if (status !== 'closed') this.#draw();
  }

  sent(sentMs: number): void {
    this.#state = { ...this.#state, sentMs };
    if (performance.now() - this.#drawnMs >= redrawIntervalMs) this.#draw();
  }

  finish(): void {
    this.#screen.live([]);
  }

  #draw(): void {
    this.#drawnMs = performance.now();
    const partial = this.#partial === undefined ? [] : this.#lines(this.#partial).slice(-maxPartialLines);
    const footer = this.#footer(this.#state, this.#screen);
    this.#screen.live([...partial.map((line) => this.#screen.paint('dim', line)), footer]);
  }

  #lines(result: Result): readonly string[] {
    const time = clockTime(result.startMs / 1000).padStart(gutterColumns - 2);
    const words = wrapWords(plainText(result.text), this.#screen.columns - gutterColumns);
    return words.map((line, index) => (index === 0 ? `${time}  ${line}` : ' '.repeat(gutterColumns) + line));
  }
}
