import type { OutputStream } from '../../src/terminal/screen.ts';

/** A stream that remembers what was written. */
export class MemoryStream implements OutputStream {
  readonly isTTY: boolean;
  readonly columns: number;
  written = '';

  constructor(options: { readonly isTTY?: boolean; readonly columns?: number } = {}) {
    this.isTTY = options.isTTY ?? false;
    this.columns = options.columns ?? 80;
  }

  write(text: string): void {
    this.written += text;
  }

  /** What a person sees on the terminal: escape sequences carried out, trailing empty lines left out. */
  get shown(): readonly string[] {
    let rows: string[] = [''];
    let row = 0;
    // eslint-disable-next-line no-control-regex -- the sequences are what is looked for
    for (const part of this.written.match(/\u001b\[\d*[AJ]|\u001b\[[\d;]*m|\r|\n|[^\u001b\r\n]+/g) ?? []) {
      if (part === '\n') {
        row += 1;
        rows[row] ??= '';
      } else if (part.endsWith('A') && part.startsWith('\u001b')) {
        row -= Number(part.slice(2, -1));
      } else if (part === '\u001b[J') {
        rows = [...rows.slice(0, row), ''];
      } else if (part !== '\r' && !part.startsWith('\u001b')) {
        rows[row] = (rows[row] ?? '') + part;
      }
    }
    return rows.at(-1) === '' ? rows.slice(0, -1) : rows;
  }
}
