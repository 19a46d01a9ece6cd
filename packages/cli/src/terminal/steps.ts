import { setTimeout as delay } from 'node:timers/promises';
import { displayWidth, wrapWords } from './display-width.ts';
import { clockTime, progressBar } from './progress-bar.ts';
import type { Screen } from './screen.ts';

/** What stands before a step: done, a fallback or advice, missing, or nothing. */
export type Mark = 'done' | 'notice' | 'missing' | 'none';

/** Columns of the label; the longest one used is "PocketSphinx". */
const labelColumns = 14;
const markSigns = { done: '✓', notice: '!', missing: '✗', none: ' ' } as const;
const markEmphasis = { done: 'green', notice: 'yellow', missing: 'red', none: 'dim' } as const;
/** On a narrow screen a column of labels would leave no room for words: the text goes below. */
const narrowColumns = 56;
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const spinIntervalMs = 120;
/** Work that is over by then needs no sign that it goes on. */
const quietMs = 700;
/** How often a screen that cannot draw is told that work goes on. */
const plainIntervalMs = 10_000;

/** Writes what a command does, one aligned entry after the other. */
export class Steps {
  readonly screen: Screen;

  constructor(screen: Screen) {
    this.screen = screen;
  }

  /**
   * Writes an entry that stays: mark, label, text in its own column.
   *
   * @param text - broken between words where the screen ends.
   */
  entry(mark: Mark, label: string, text: string): void {
    const sign = this.screen.paint(markEmphasis[mark], markSigns[mark]);
    const isNarrow = this.screen.columns < narrowColumns;
    const indent = ' '.repeat(isNarrow ? 4 : 4 + labelColumns);
    const lines = wrapWords(text, this.screen.columns - indent.length);
    const shownLabel = this.screen.paint('bold', label) + ' '.repeat(Math.max(0, labelColumns - displayWidth(label)));
    const isLabelAlone = isNarrow && label !== '';
    if (isLabelAlone) this.screen.line(`  ${sign} ${this.screen.paint('bold', label)}`);
    const first = `  ${sign} ${isNarrow ? '' : shownLabel}`;
    lines.forEach((line, index) => {
      this.screen.line((index === 0 && !isLabelAlone ? first : indent) + line);
    });
  }

  /** Writes a sentence with the indent of the entries, broken between words. */
  prose(text: string): void {
    for (const line of wrapWords(text, this.screen.columns - 2)) this.screen.line(`  ${line}`);
  }

  /** Writes something to be copied: on a line of its own, never broken by us. */
  verbatim(text: string): void {
    this.screen.line(`    ${this.screen.paint('cyan', text)}`);
  }

  /**
   * Shows that work goes on, with the seconds it has taken, until it is over.
   *
   * @param text - what is done, for example "Installing PocketSphinx".
   * @returns what the work returns; rejects as it does.
   */
  async busy<T>(text: string, work: Promise<T>): Promise<T> {
    const startMs = performance.now();
    const finished = new AbortController();
    const showing = this.#spin(text, startMs, finished.signal);
    try {
      return await work;
    } finally {
      finished.abort();
      await showing;
      this.screen.live([]);
    }
  }

  /**
   * Shows how far a download is. Where the screen cannot draw: a line for each quarter.
   *
   * @returns a function to call with the bytes received and the bytes of all, as often as wanted.
   */
  download(name: string): (receivedBytes: number, totalBytes: number) => void {
    const startMs = performance.now();
    let startBytes: number | undefined;
    let drawnMs = 0;
    let quarter = 0;
    return (receivedBytes, totalBytes) => {
      startBytes ??= receivedBytes;
      const nowMs = performance.now();
      const share = totalBytes === 0 ? 1 : receivedBytes / totalBytes;
      const amount = `${megabytes(receivedBytes)} of ${megabytes(totalBytes)} MB`;
      if (!this.screen.isInteractive) {
        if (Math.floor(share * 4) <= quarter) return;
        quarter = Math.floor(share * 4);
        this.screen.line(`    ${name}: ${amount}`);
        return;
      }
      if (nowMs - drawnMs < spinIntervalMs && share < 1) return;
      drawnMs = nowMs;
      const rate = (receivedBytes - startBytes) / Math.max((nowMs - startMs) / 1000, 0.1);
      const facts = `${amount}, ${megabytes(rate)} MB/s`;
      const bar = progressBar(share, Math.max(8, Math.min(30, this.screen.columns - facts.length - 7)));
      this.screen.live([`    ${bar}  ${this.screen.paint('dim', facts)}`]);
    };
  }

  async #spin(text: string, startMs: number, signal: AbortSignal): Promise<void> {
    try {
      await delay(this.screen.isInteractive ? quietMs : plainIntervalMs, undefined, { signal });
      for (let turn = 0; ; turn += 1) {
        const elapsed = clockTime((performance.now() - startMs) / 1000);
        if (this.screen.isInteractive) {
          const sign = this.screen.paint('cyan', spinner[turn % spinner.length] ?? '');
          this.screen.live([`  ${sign} ${text}  ${this.screen.paint('dim', elapsed)}`]);
        } else {
          this.screen.line(`    ${text}: ${elapsed}`);
        }
        await delay(this.screen.isInteractive ? spinIntervalMs : plainIntervalMs, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
