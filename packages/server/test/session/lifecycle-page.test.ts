import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type SessionInput, sessionStates, type SessionState } from '../../src/session/session-state.ts';

const page = readFileSync(new URL('../../../../docs/lifecycle.md', import.meta.url), 'utf8');

/** A row of cells, without the marks of code. */
function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));
}

function cell(state: SessionState, input: SessionInput): string {
  const { next, action } = sessionStates[state][input];
  const acts = action === 'none' ? [] : [action];
  const leads = next === state ? [] : [`→ ${next}`];
  return [...acts, ...leads].join(' ') || '-';
}

it('docs/lifecycle.md has the state table of a session as the code has it', () => {
  const lines = page.split('\n');
  const head = lines.findIndex((line) => line.startsWith('| input'));
  const [, ...states] = cellsOf(lines[head] ?? '');
  expect(states).toEqual(Object.keys(sessionStates));
  const rows = lines.slice(head + 2, lines.indexOf('', head)).map(cellsOf);
  const inputs = Object.keys(sessionStates.open).sort() as SessionInput[];
  const expected = inputs.map((input) => [
    input,
    ...(Object.keys(sessionStates) as SessionState[]).map((state) => cell(state, input)),
  ]);
  expect(rows).toEqual(expected);
});
