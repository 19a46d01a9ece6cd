import { describe, expect, it } from 'vitest';
import { Viewer, type ViewerState } from '../../src/watch/viewer.ts';

const wire = (segment: number, text: string, isFinal: boolean): string =>
  JSON.stringify({
    text,
    is_final: isFinal,
    timestamp: segment + 1,
    segment,
    start: segment,
    language: 'en',
    words: [],
  });
const session = 'event: session\ndata: {"session_id":"s","language":"nl","state":"live","started_at":"2026-01-01"}\n\n';
const final = (segment: number, text: string): string =>
  `id: ${segment}\nevent: final\ndata: ${wire(segment, text, true)}\n\n`;
const partial = (segment: number, text: string): string => `event: partial\ndata: ${wire(segment, text, false)}\n\n`;
const stopped = 'event: stopped\ndata: {"state":"stopped","duration":3}\n\n';

interface Watched {
  readonly viewer: Viewer;
  readonly states: ViewerState[];
  readonly lastIds: (string | null)[];
  readonly waits: number[];
}

/** Answers each connection with the next of these: a stream of texts, or a status. The last one is repeated. */
async function watch(answers: readonly (readonly string[] | number)[], maxConnections = 10): Promise<Watched> {
  const states: ViewerState[] = [];
  const lastIds: (string | null)[] = [];
  const waits: number[] = [];
  const viewer: Viewer = new Viewer({
    url: 'http://steno/v2/sessions/s/captions',
    token: 'view',
    random: () => 0.5,
    onState: (state) => states.push(state),
    wait: async (ms) => {
      waits.push(ms);
      if (waits.length >= maxConnections) viewer.close();
    },
    fetch: async (_url, { headers }) => {
      const answer = answers[lastIds.length] ?? answers.at(-1) ?? 404;
      lastIds.push(new Headers(headers).get('last-event-id'));
      if (answer === 0) throw new TypeError('Failed to fetch');
      if (typeof answer === 'number') return new Response('{}', { status: answer, headers: { 'retry-after': '2' } });
      return new Response(new Blob([answer.join('')]).stream());
    },
  });
  await viewer.run();
  return { viewer, states, lastIds, waits };
}

describe('Viewer', () => {
  it('shows what was said until the session has ended', async () => {
    const { viewer, states } = await watch([
      [session, partial(0, 'he'), final(0, 'Hello.'), partial(1, 'wo'), stopped],
    ]);
    expect(states).toEqual(['waiting', 'live', 'ended']);
    expect(viewer.log.finals.map(({ text }) => text)).toEqual(['Hello.']);
    expect(viewer.log.partial).toBeUndefined();
    expect(viewer.language).toBe('nl');
  });

  it('comes back behind the last final that it has, and shows each once', async () => {
    const { viewer, lastIds, states } = await watch([
      [session, final(0, 'One.'), final(1, 'Two.'), partial(2, 'th')],
      [session, final(1, 'Two.'), final(2, 'Three.'), stopped],
    ]);
    expect(lastIds).toEqual([null, '1']);
    expect(viewer.log.finals.map(({ text }) => text)).toEqual(['One.', 'Two.', 'Three.']);
    expect(states).toEqual(['waiting', 'live', 'reconnecting', 'live', 'ended']);
  });

  it('waits longer each time that nothing comes, up to a bound, and less once something came', async () => {
    const { waits } = await watch([0, 0, 0, 0, 0, 0, 0, [session], 0, [stopped]]);
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 7500, 7500, 250, 500]);
  });

  it.each([401, 403, 404, 410])('says that the link is no good at HTTP %s, and does not come back', async (status) => {
    const { states, lastIds } = await watch([status]);
    expect(states).toEqual(['invalid']);
    expect(lastIds).toHaveLength(1);
  });

  it.each([429, 503])('says that there is no room at HTTP %s, and waits as long as it is told', async (status) => {
    const { states, waits } = await watch([status, [session, stopped]]);
    expect(states).toEqual(['full', 'waiting', 'ended']);
    expect(waits).toEqual([2250]);
  });

  it('comes back after an event that makes no sense', async () => {
    const { states } = await watch([
      [session, 'event: final\ndata: {"text":1}\n\n'],
      [session, stopped],
    ]);
    expect(states).toEqual(['waiting', 'reconnecting', 'waiting', 'ended']);
  });

  it('leaves out events of a type that it does not know', async () => {
    const { states } = await watch([[session, 'event: news\ndata: {}\n\n', stopped]]);
    expect(states).toEqual(['waiting', 'ended']);
  });

  it('ends when it is closed, also while it waits', async () => {
    const { states } = await watch([0], 3);
    expect(states).toEqual(['reconnecting']);
  });
});
