import { describe, expect, it } from 'vitest';
import {
  type SessionAction,
  type SessionInput,
  sessionStates,
  type SessionState,
} from '../../src/session/session-state.ts';

const states = ['open', 'started', 'streaming', 'finishing', 'delivering', 'closed'] as const;

type Cell = readonly [SessionState, SessionAction];
const stay: readonly Cell[] = states.map((state) => [state, 'none']);
const [, , , finishing = ['finishing', 'none'], delivering = ['delivering', 'none'], over = ['closed', 'none']] = stay;

/** The same in all states before the end of the audio, nothing after it. */
function beforeEnd(cell: Cell): readonly Cell[] {
  return [cell, cell, cell, finishing, delivering, over];
}

function actStaying(action: SessionAction, count: number): readonly Cell[] {
  return states.map((state, index) => [state, index < count ? action : 'none']);
}

const finish = beforeEnd(['finishing', 'finish']);
const reject = beforeEnd(['delivering', 'reject']);
const take: Cell = ['streaming', 'take'];
const refuse: Cell = ['delivering', 'refuse_start'];
const release: Cell = ['closed', 'release'];

/** Every input with what it leads to, state by state. */
const table: Readonly<Record<SessionInput, readonly Cell[]>> = {
  audio: [take, take, take, ['finishing', 'note_late'], delivering, over],
  start: [['started', 'configure'], refuse, refuse, finishing, delivering, over],
  audio_from: actStaying('position', 3),
  flush: actStaying('flush', 3),
  keepalive: stay,
  stop: finish,
  close_frame: finish,
  idle: finish,
  shutdown: finish,
  dismiss: finish,
  overflow: finish,
  violation: reject,
  lost: actStaying('detach', 5),
  resume: actStaying('attach', 5),
  window_over: [...finish.slice(0, 4), release, over],
  delivered: [...stay.slice(0, 4), release, over],
  abort: [release, release, release, release, release, over],
  ended: [...reject.slice(0, 3), ['delivering', 'complete'], delivering, over],
  failed: [...reject.slice(0, 3), ['delivering', 'reject'], delivering, over],
};

describe('the state table of a session', () => {
  it('has a cell for every state and input', () => {
    expect(Object.keys(sessionStates)).toEqual(states);
    for (const state of states) expect(Object.keys(sessionStates[state]).sort()).toEqual(Object.keys(table).sort());
  });

  const cells = Object.entries(table).flatMap(([input, row]) =>
    row.map(([next, action], column) => ({ state: states[column] ?? 'closed', input, next, action })),
  );
  it.each(cells)('leads from $state on $input to $next and does $action', ({ state, input, next, action }) => {
    expect(sessionStates[state][input as SessionInput]).toEqual({ next, action });
  });
});
