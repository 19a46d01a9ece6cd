import { describe, expect, it } from 'vitest';
import type { Http } from '../../src/api/http.ts';
import { fetchSession, fetchSessions } from '../../src/api/sessions.ts';
import { noQuery, sessionsParameters } from '../../src/api/sessions-query.ts';

const summary = {
  session_id: 's1',
  state: 'stopped',
  language: 'en',
  model: 'm',
  started_at: '2026-03-12T08:30:00Z',
  ended_at: null,
  duration: 12.5,
  complete: true,
  segments: 1,
};
const httpOf =
  (body: unknown): Http =>
  () =>
    Promise.resolve(Response.json(body));

describe('the sessions', () => {
  it('are asked for with what is not empty', () => {
    expect(sessionsParameters(noQuery).toString()).toBe('limit=25');
    const parameters = sessionsParameters({ words: ' the minutes ', state: 'failed', from: '', to: '' }, 'next one');
    expect(Object.fromEntries(parameters)).toEqual({
      limit: '25',
      q: 'the minutes',
      state: 'failed',
      after: 'next one',
    });
  });

  it('are asked for from the beginning of one day to the end of another', () => {
    const parameters = sessionsParameters({ ...noQuery, from: '2026-03-01', to: '2026-03-02' });
    const ms = (name: string): number => Date.parse(parameters.get(name) ?? '');
    expect(ms('to') - ms('from')).toBe(2 * 86_400_000 - 1);
    expect(sessionsParameters({ ...noQuery, from: 'soon' }).has('from')).toBe(false);
  });

  it('come a page at a time', async () => {
    const page = await fetchSessions(httpOf({ sessions: [summary], next: 'n' }), noQuery, {});
    expect(page.next).toBe('n');
    expect(page.sessions[0]).toMatchObject({ id: 's1', endedAt: undefined, error: undefined, matches: [] });
    expect((await fetchSessions(httpOf({ sessions: [], next: null }), noQuery, {})).next).toBeUndefined();
  });

  it('are refused in another shape', async () => {
    const body = { sessions: [{ ...summary, state: 'asleep' }], next: null };
    await expect(fetchSessions(httpOf(body), noQuery, {})).rejects.toMatchObject({ kind: 'malformed' });
  });
});

describe('a session', () => {
  const { signal } = new AbortController();
  const result = { segment: 0, text: 'Hello', start: 1, timestamp: 2, words: [{ word: 'Hello', start: 1, end: 2 }] };

  it('has its finals with words, and no figures where none were kept', async () => {
    const session = await fetchSession(
      httpOf({ ...summary, text: 'Hello', results: [result], figures: null }),
      's1',
      signal,
    );
    expect(session.figures).toBeUndefined();
    expect(session.results).toEqual([
      {
        segment: 0,
        text: 'Hello',
        start: 1,
        end: 2,
        confidence: undefined,
        words: [{ word: 'Hello', start: 1, end: 2, confidence: undefined }],
      },
    ]);
  });

  it('has the figures that there are', async () => {
    const latency = { p50: 1, p95: 2, max: 3, count: 4 };
    const figures = { partial_latency_ms: latency, final_latency_ms: null, lag_ms: latency, warnings: [], resumes: 2 };
    const session = await fetchSession(httpOf({ ...summary, results: [], figures }), 's1', signal);
    expect(session.figures).toMatchObject({
      partialLatencyMs: { p50: 1, p95: 2, count: 4 },
      finalLatencyMs: undefined,
      lagMs: { p95: 2, max: 3 },
      resumes: 2,
    });
  });
});
