import { describe, expect, it } from 'vitest';
import { silence } from '@steno/testkit';
import { makeSession } from './session-under-test.ts';

describe('a session whose credential is revoked', () => {
  it('is finalised, then told unauthorized and closed with 4401', () => {
    const { session, stream, connection, messages, told } = makeSession();
    session.onAudio(new Uint8Array(silence(500).buffer));
    session.revoke();
    expect(stream.ends).toBe(1);
    expect(told()).toEqual([]);
    stream.tell({ type: 'ended' });
    expect(messages()).toMatchObject([{ type: 'error', code: 'unauthorized' }]);
    expect(connection.closed).toEqual({ code: 4401, reason: 'unauthorized' });
  });

  it('takes no more audio and no more commands', () => {
    const { session, stream, messages } = makeSession();
    session.revoke();
    session.onAudio(new Uint8Array(silence(500).buffer));
    session.onText('{"action":"flush","id":1}');
    expect([stream.writtenSamples, stream.flushIds]).toEqual([0, []]);
    stream.tell({ type: 'ended' });
    expect(messages().at(-1)).toMatchObject({ code: 'unauthorized' });
  });

  it('is over three seconds later, whether or not the last finals make progress', () => {
    const { session, stream, clock, connection } = makeSession();
    session.onAudio(new Uint8Array(silence(500).buffer));
    session.revoke();
    clock.advance(2999);
    expect(session.isOver).toBe(false);
    clock.advance(1);
    expect([session.isOver, stream.isOpen]).toEqual([true, false]);
    expect(connection.closed).toMatchObject({ code: 4401 });
  });

  it('is told so even when it had said stop already', () => {
    const { session, stream, connection } = makeSession();
    session.onText('{"action":"stop"}');
    session.revoke();
    stream.tell({ type: 'ended' });
    expect(connection.closed).toMatchObject({ code: 4401 });
  });

  it('is left as it is when it is over', () => {
    const { session, stream, connection, clock } = makeSession();
    session.onText('{"action":"stop"}');
    stream.tell({ type: 'ended' });
    session.revoke();
    clock.advance(10_000);
    expect(connection.closed).toMatchObject({ code: 1000 });
  });
});

describe('a session that is as long as one may be', () => {
  it('is finalised, then told session_limit with the limit and closed with 4408', () => {
    const { session, stream, clock, connection, messages } = makeSession({ parts: { maxSessionMs: 5000 } });
    clock.advance(4999);
    expect(stream.ends).toBe(0);
    clock.advance(1);
    expect(stream.ends).toBe(1);
    stream.tell({ type: 'ended' });
    expect(messages()).toMatchObject([{ type: 'error', code: 'session_limit', details: { limit_ms: 5000 } }]);
    expect(connection.closed).toEqual({ code: 4408, reason: 'session_limit' });
    expect(session.isOver).toBe(true);
  });

  it('is counted over all its connections, and leaves no timer behind when it ends before', () => {
    const { session, stream, clock } = makeSession({
      parts: { maxSessionMs: 5000 },
      limits: { resumeWindowMs: 60_000 },
    });
    session.onLost(false);
    clock.advance(5000);
    expect(stream.ends).toBe(1);
    const other = makeSession({ parts: { maxSessionMs: 5000 } });
    other.session.onText('{"action":"stop"}');
    other.stream.tell({ type: 'ended' });
    other.session.onLost(true);
    expect(other.clock.pendingTimers).toBe(0);
  });
});
