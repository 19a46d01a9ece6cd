import { styleText } from 'node:util';
import { truncate } from './display-width.ts';

/** The stream a screen writes to: what is used of `process.stdout`. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How a piece of text stands out. */
export type Emphasis = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

const defaultColumns = 80;
/** Chosen: longer lines are tiring to read, however wide the window is. */
const maxColumns = 100;
const minColumns = 20;

/**
 * Lines that stay, and below them a block of live lines that is drawn again in place. Where the stream is
 * no terminal there are no live lines, no colours and no escape sequences.
 */
export class Screen {
  /** True on a terminal that can be drawn on. */
  readonly isInteractive: boolean;
  readonly #stream: OutputStream;
  readonly #hasColour: boolean;
  #liveLines: readonly string[] = [];

  constructor(stream: OutputStream, environment: Readonly<Record<string, string | undefined>>) {
    this.#stream = stream;
    this.isInteractive = stream.isTTY === true && environment['TERM'] !== 'dumb';
    // no-color.org: any value but the empty one turns colours off.
    this.#hasColour = this.isInteractive && (environment['NO_COLOR'] ?? '') === '';
  }

  /** Columns for text; follows the window. Without a terminal there is no reason to break lines. */
  get columns(): number {
    if (!this.isInteractive) return Number.MAX_SAFE_INTEGER;
    // The last column stays free: some terminals wrap as soon as it is filled.
    return Math.max(minColumns, Math.min((this.#stream.columns ?? defaultColumns) - 1, maxColumns));
  }

  /** Emphasises text where there are colours. */
  paint(emphasis: Emphasis, text: string): string {
    // The stream is checked here; styleText of newer versions would look at standard output instead.
    return this.#hasColour ? styleText(emphasis, text, { validateStream: false }) : text;
  }

  /** Writes text that stays, newlines and all, above the live lines. */
  raw(text: string): void {
    const live = this.#liveLines;
    this.#erase();
    this.#stream.write(text);
    this.#draw(live);
  }

  /** Writes a line that stays, above the live ones. */
  line(text = ''): void {
    this.raw(`${text}\n`);
  }

  /**
   * Replaces the live lines.
   *
   * @param lines - each is cut to the width of the screen; none to take them away.
   */
  live(lines: readonly string[]): void {
    if (!this.isInteractive) return;
    this.#erase();
    this.#draw(lines);
  }

  #draw(lines: readonly string[]): void {
    this.#liveLines = lines;
    if (lines.length > 0) this.#stream.write(lines.map((line) => truncate(line, this.columns)).join('\n'));
  }

  #erase(): void {
    if (this.#liveLines.length === 0) return;
    const up = this.#liveLines.length - 1;
    this.#stream.write(`\r${up > 0 ? `\u001b[${up}A` : ''}\u001b[J`);
    this.#liveLines = [];
  }
}
