import { describe, expect, it } from 'vitest';
import { SessionRegistry } from '../../src/session/session-registry.ts';
import { makeSession, type SessionUnderTest } from './session-under-test.ts';

function addSession(registry: SessionRegistry, sessionId: string, owner = 'somebody'): SessionUnderTest {
  const test: SessionUnderTest = makeSession({
    parts: {
      sessionId,
      owner,
      onOver: () => {
        registry.over(test.session);
      },
      onClosed: () => {
        registry.remove(test.session);
      },
    },
  });
  registry.add(test.session);
  return test;
}

/** The session is over and its connection lost: kept for a client that may have missed the end. */
function endLost({ session, stream }: SessionUnderTest): void {
  session.onLost(false);
  session.shutdown();
  stream.tell({ type: 'ended' });
}

const request = { sessionId: 'a', resumeToken: 'token-1', lastSeq: 0, owner: 'somebody' };
const unknown: unknown = expect.objectContaining({ code: 'session_unknown' });
const expired: unknown = expect.objectContaining({ code: 'session_expired' });

describe('the registry of sessions', () => {
  it('finds the session of an owner by its name and token, with a connection or without', () => {
    const registry = new SessionRegistry();
    const { session } = addSession(registry, 'a');
    addSession(registry, 'b');
    expect(registry.find(request)).toBe(session);
    session.onLost(false);
    expect(registry.find(request)).toBe(session);
  });

  it.each([
    ['an unknown name', { sessionId: 'c' }],
    ["another owner's session", { owner: 'another' }],
    ['a wrong token', { resumeToken: 'token-2' }],
    ["another session's name", { sessionId: 'b', owner: 'somebody' }],
  ])('answers %s with session_unknown, the same words for all', (_what, given) => {
    const registry = new SessionRegistry();
    addSession(registry, 'a');
    addSession(registry, 'b', 'another');
    const find = (wanted: typeof request): unknown => registry.find(wanted);
    expect(() => find({ ...request, ...given })).toThrow(unknown);
    expect(() => find({ ...request, ...given })).toThrow('There is no session of yours with that name');
  });

  it('answers the number of a message that never was with bad_request', () => {
    const registry = new SessionRegistry();
    addSession(registry, 'a');
    expect(() => registry.find({ ...request, lastSeq: 1 })).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });

  it('tells the owner of a session that is gone that it is, and nobody else', () => {
    const registry = new SessionRegistry();
    addSession(registry, 'a').session.abort();
    expect(() => registry.find(request)).toThrow(expired);
    expect(() => registry.find({ ...request, resumeToken: 'wrong' })).toThrow(expired);
    expect(() => registry.find({ ...request, owner: 'another' })).toThrow(unknown);
    expect(registry.sessions).toEqual([]);
  });

  it('counts a session as live until nothing more is recognised, also without a connection', () => {
    const registry = new SessionRegistry();
    const first = addSession(registry, 'a');
    addSession(registry, 'b').session.abort();
    expect(registry.liveCount).toBe(1);
    first.session.onLost(false);
    expect(registry.liveCount).toBe(1);
    endLost(first);
    expect(registry.liveCount).toBe(0);
    expect(registry.sessions).toEqual([first.session]);
    expect(registry.find({ ...request, lastSeq: 0 })).toBe(first.session);
  });

  it('says that all are over as soon as none is live, at once when none is', async () => {
    const registry = new SessionRegistry();
    await registry.allOver();
    const first = addSession(registry, 'a');
    const second = addSession(registry, 'b');
    let isAllOver = false;
    const waiting = registry.allOver().then(() => {
      isAllOver = true;
    });
    endLost(first);
    await Promise.resolve();
    expect(isAllOver).toBe(false);
    second.session.abort();
    await waiting;
    expect(registry.liveCount).toBe(0);
  });

  it('keeps a thousand sessions that are over and without a connection, and lets the oldest go first', () => {
    const registry = new SessionRegistry();
    const tests = Array.from({ length: 1001 }, (_, index) => addSession(registry, `s${index}`));
    for (const test of tests) endLost(test);
    expect(registry.sessions).toHaveLength(1000);
    expect(tests[0]?.closings()).toBe(0);
    expect(tests[0]?.clock.pendingTimers).toBe(0);
    expect(() => registry.find({ ...request, sessionId: 's0' })).toThrow(expired);
    expect(registry.find({ ...request, sessionId: 's1' })).toBe(tests[1]?.session);
    expect(registry.liveCount).toBe(0);
  });

  it('lets none of those go that have a connection, but the one that ends now', () => {
    const registry = new SessionRegistry();
    const tests = Array.from({ length: 1000 }, (_, index) => addSession(registry, `s${index}`));
    for (const { session, stream } of tests) {
      session.onCloseFrame();
      stream.tell({ type: 'ended' });
    }
    const last = addSession(registry, 'last');
    endLost(last);
    expect(registry.sessions).toHaveLength(1000);
    expect(registry.sessions).not.toContain(last.session);
    expect(registry.liveCount).toBe(0);
    expect(last.clock.pendingTimers).toBe(0);
  });

  it('remembers ten thousand sessions that are gone, and the oldest are unknown then', () => {
    const registry = new SessionRegistry();
    for (let index = 0; index <= 10_000; index += 1) addSession(registry, `s${index}`).session.abort();
    expect(() => registry.find({ ...request, sessionId: 's0' })).toThrow(unknown);
    expect(() => registry.find({ ...request, sessionId: 's1' })).toThrow(expired);
    expect(() => registry.find({ ...request, sessionId: 's10000' })).toThrow(expired);
  });
});
