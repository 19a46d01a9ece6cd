import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../src/commands/context.ts';
import { createProgram } from '../../src/program.ts';
import { Screen } from '../../src/terminal/screen.ts';
import { MemoryStream } from '../terminal/memory-stream.ts';

const pages = ['README.md', 'docs/guide.md', 'docs/client-node.md', 'docs/benchmarks.md', 'packages/client/README.md'];

function read(path: string): string {
  return readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
}

/** A text as lines without the indent that all of them have. */
function unindented(text: string): string {
  const lines = text.trimEnd().split('\n');
  const indents = lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}

/** Snippets that say which example they are from. */
const snippets = pages.flatMap((page) =>
  [...read(page).matchAll(/```js\n\/\/ (examples\/\S+)\n([^]*?)```/gu)].map(([, file = '', code = '']) => ({
    page,
    file,
    code: code.trimEnd(),
  })),
);

/** Calls of the command in a page. */
const calls = pages.flatMap((page) =>
  [...read(page).matchAll(/npx steno ([a-z][^`|\n;]*)/gu)].map(([, words = '']) => ({ page, words: words.trim() })),
);

function program(): Command {
  const screen = new Screen(new MemoryStream(), {});
  const { signal } = new AbortController();
  const context: CommandContext = {
    environment: {},
    stdin: process.stdin,
    out: screen,
    err: screen,
    signal,
    hurry: signal,
    onHangUp: () => undefined,
    expectInterrupt: () => undefined,
  };
  return createProgram(context);
}

/** The deepest command that the words name, and what is left of them. */
function commandOf(root: Command, words: readonly string[]): { readonly command: Command; readonly rest: string[] } {
  const found = root.commands.find((command) => command.name() === words[0]);
  return found === undefined ? { command: root, rest: [...words] } : commandOf(found, words.slice(1));
}

describe('the documents', () => {
  it('have snippets from examples', () => {
    expect(new Set(snippets.map(({ page }) => page))).toEqual(
      new Set(['README.md', 'docs/guide.md', 'packages/client/README.md']),
    );
  });

  it.each(snippets)('show in $page what $file is', ({ file, code }) => {
    const lines = read(file).split('\n');
    const length = code.split('\n').length;
    const windows = lines.map((_, index) => unindented(lines.slice(index, index + length).join('\n')));
    expect(windows).toContain(code);
  });

  it.each(calls)('call the command as it is: $words', ({ words }) => {
    const root = program();
    const { command, rest } = commandOf(root, words.split(/\s+/));
    expect(command).not.toBe(root);
    const known = command.options.map(({ long }) => long);
    for (const flag of rest.filter((word) => word.startsWith('--'))) expect(known).toContain(flag);
  });
});
