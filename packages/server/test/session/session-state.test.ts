import { describe, expect, it } from 'vitest';
import {
  type SessionAction,
  type SessionInput,
  sessionStates,
  type SessionState,
} from '../../src/session/session-state.ts';

const end = ['finishing', 'finish'] as const;
const reject = ['closed', 'reject'] as const;
const abandon = ['closed', 'abandon'] as const;
const refuse = ['closed', 'refuse_start'] as const;
const take = ['streaming', 'take'] as const;

type Cell = readonly [SessionState, SessionAction];
const stay = (state: SessionState, action: SessionAction = 'none'): Cell => [state, action];
const over = stay('closed');
const ending = stay('finishing');

/** Every input with what it leads to in the states open, started, streaming, finishing, closed. */
const table: Readonly<Record<SessionInput, readonly [Cell, Cell, Cell, Cell, Cell]>> = {
  audio: [take, take, take, stay('finishing', 'note_late'), over],
  start: [['started', 'configure'], refuse, refuse, ending, over],
  flush: [stay('open', 'flush'), stay('started', 'flush'), stay('streaming', 'flush'), ending, over],
  keepalive: [stay('open'), stay('started'), stay('streaming'), ending, over],
  stop: [end, end, end, ending, over],
  close_frame: [end, end, end, ending, over],
  violation: [reject, reject, reject, ending, over],
  lost: [abandon, abandon, abandon, abandon, over],
  idle: [end, end, end, ending, over],
  shutdown: [end, end, end, ending, over],
  ended: [reject, reject, reject, ['closed', 'complete'], over],
  failed: [reject, reject, reject, reject, over],
};
const states = ['open', 'started', 'streaming', 'finishing', 'closed'] as const;

describe('the state table of a session', () => {
  it('has a cell for every state and input', () => {
    expect(Object.keys(sessionStates).sort()).toEqual([...states].sort());
    for (const state of states) expect(Object.keys(sessionStates[state]).sort()).toEqual(Object.keys(table).sort());
  });

  const cells = Object.entries(table).flatMap(([input, row]) =>
    row.map(([next, action], column) => ({ state: states[column] ?? 'closed', input, next, action })),
  );
  it.each(cells)('leads from $state on $input to $next and does $action', ({ state, input, next, action }) => {
    expect(sessionStates[state][input as SessionInput]).toEqual({ next, action });
  });
});
