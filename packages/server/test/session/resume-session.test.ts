import { describe, expect, it } from 'vitest';
import { FakeConnection } from '@steno/testkit';
import { audio, heard, makeSession, nameOf, resume, type SessionUnderTest, testLimits } from './session-under-test.ts';

const { resumeWindowMs, gapMs, idleMs } = testLimits;

const expired: unknown = expect.objectContaining({ code: 'session_expired' });

function namesOf(connection: FakeConnection): readonly string[] {
  return connection.messages.map(nameOf);
}

const states: readonly (readonly [string, (test: SessionUnderTest) => void])[] = [
  ['open', () => undefined],
  [
    'started',
    ({ session }) => {
      session.onText('{"action":"start"}');
    },
  ],
  [
    'streaming',
    ({ session }) => {
      session.onAudio(audio(100));
    },
  ],
  [
    'finishing',
    ({ session }) => {
      session.onAudio(audio(100));
      session.onText('{"action":"stop"}');
    },
  ],
  [
    'delivering',
    ({ session, stream }) => {
      session.onText('{"action":"stop"}');
      stream.tell({ type: 'ended' });
    },
  ],
];

describe.each(states)('a session that loses its connection while it is %s', (state, lead) => {
  it('goes on over a new one, which gets what the client missed', () => {
    const test = makeSession();
    lead(test);
    test.session.onLost(false);
    const next = resume(test.session, 'token-1', -1);
    expect(next.messages[0]).toMatchObject({ type: 'state', state: 'resumed', seq: -1, resume_token: 'token-2' });
    expect(next.sent.slice(1)).toEqual(test.connection.sent);
    expect(test.session.connection).toBe(next);
    test.session.abort();
    expect(test.clock.pendingTimers).toBe(0);
  });

  it('waits as long as the resume window is open, and a millisecond less than its end is in time', () => {
    const test = makeSession();
    lead(test);
    test.session.onLost(false);
    test.clock.advance(Math.min(resumeWindowMs, testLimits.closeTimeoutMs) - 1);
    expect(resume(test.session, 'token-1', 0).messages[0]).toMatchObject({ state: 'resumed', seq: 0 });
  });

  it('ends into its record when nobody comes back, and is released once', () => {
    const test = makeSession();
    lead(test);
    test.session.onLost(false);
    test.clock.advance(resumeWindowMs);
    if (state !== 'finishing' && state !== 'delivering') {
      expect(test.stream.ends).toBe(1);
      expect(() => {
        test.session.checkResume('token-1', 0);
      }).toThrow(expired);
      test.stream.tell({ type: 'ended' });
    }
    expect(test.recorder.ending).toBeDefined();
    expect(test.summaries).toHaveLength(1);
    expect(test.closings()).toBe(1);
    expect(test.clock.pendingTimers).toBe(0);
  });

  it('is released at once when the server ends at once', () => {
    const test = makeSession();
    lead(test);
    test.session.onLost(false);
    test.session.abort();
    test.session.abort();
    test.session.expire();
    expect(test.summaries).toHaveLength(1);
    expect(test.closings()).toBe(1);
    expect(test.clock.pendingTimers).toBe(0);
  });
});

describe('a session that is resumed', () => {
  it('says what audio it has, and takes up what follows', () => {
    const { session, stream } = makeSession();
    session.onAudio(audio(100).subarray(0, 3199));
    session.onLost(false);
    const next = resume(session, 'token-1', 0);
    expect(next.messages).toEqual([
      {
        type: 'state',
        seq: 0,
        state: 'resumed',
        session_id: 's1',
        resume_token: 'token-2',
        received_ms: 99,
        received_bytes: 3199,
      },
    ]);
    session.onAudio(new Uint8Array(1));
    session.onText('{"action":"audio_from","byte":3000}');
    session.onAudio(new Uint8Array(400));
    expect(stream.writtenSamples).toBe(1700);
  });

  it('sends what was said meanwhile, of the partials the newest, and no partial after its final', () => {
    const { session, stream } = makeSession();
    session.onAudio(audio(1000));
    stream.tell(heard('partial', 'A'));
    session.onLost(false);
    stream.tell(heard('partial', 'A B'));
    stream.tell(heard('final', 'A B C'));
    stream.tell(heard('partial', 'D', 500));
    stream.tell(heard('partial', 'D E', 500));
    const next = resume(session, 'token-1', 0);
    expect(next.messages.slice(1)).toMatchObject([
      { seq: 1, result: { text: 'A', is_final: false } },
      { seq: 2, result: { text: 'A b c.', is_final: true } },
      { seq: 3, result: { text: 'D e', is_final: false } },
    ]);
  });

  it('answers a flush that was asked for on the connection before', () => {
    const { session, stream } = makeSession();
    session.onText('{"action":"flush","id":7}');
    session.onLost(false);
    stream.tell({ type: 'flushed', flushId: 0 });
    expect(resume(session, 'token-1', 0).messages[1]).toEqual({ type: 'flushed', seq: 1, id: 7 });
  });

  it('refuses audio from beyond what it has, with bad_request and the bytes', () => {
    const { session } = makeSession();
    session.onAudio(audio(100));
    session.onLost(false);
    const next = resume(session, 'token-1', 0);
    session.onText('{"action":"audio_from","byte":3201}');
    expect(next.messages.at(-1)).toMatchObject({ code: 'bad_request', details: { received_bytes: 3200 } });
    expect(next.closed?.code).toBe(4400);
  });

  it('in the same turn twice goes on over the second', () => {
    const { session, stream } = makeSession();
    session.onLost(false);
    session.checkResume('token-1', 0);
    session.checkResume('token-1', 0);
    const first = new FakeConnection();
    const second = new FakeConnection();
    session.resume(first, 0);
    session.resume(second, 0);
    stream.tell(heard('partial', 'A'));
    expect(first.closed?.code).toBe(4409);
    expect(namesOf(second)).toEqual(['resumed', 'partial']);
    expect(second.messages[0]).toMatchObject({ resume_token: 'token-3' });
  });

  it('uses the tokens before up when the client has shown that the newest has arrived', () => {
    const { session } = makeSession();
    session.onLost(false);
    const next = resume(session, 'token-1', 0);
    const [mark = ''] = next.probes;
    session.onConfirmed(mark);
    expect(() => {
      session.checkResume('token-1', 0);
    }).toThrow(expect.objectContaining({ code: 'session_unknown' }));
    session.checkResume('token-2', 0);
  });

  it('goes on reading at the pace of decoding', () => {
    const { session, stream } = makeSession();
    session.onAudio(audio(testLimits.maxAudioAheadMs + 100));
    session.onLost(false);
    const next = resume(session, 'token-1', 0);
    expect(next.isPaused).toBe(true);
    stream.tell({ type: 'decoded', samples: stream.writtenSamples });
    expect(next.isPaused).toBe(false);
  });

  it('is told in the summary how often it was', () => {
    const { session, summaries } = makeSession();
    session.onLost(false);
    resume(session, 'token-1', 0);
    session.onLost(false);
    resume(session, 'token-2', 0);
    session.abort();
    expect(summaries).toMatchObject([{ resumes: 2, errorCode: 'shutting_down' }]);
  });

  it('too late, between the check and the connection, is refused with 4410', () => {
    const { session, closings } = makeSession();
    session.onLost(false);
    session.checkResume('token-1', 0);
    session.abort();
    const late = new FakeConnection();
    session.resume(late, 0);
    expect(late.messages).toMatchObject([{ type: 'error', code: 'session_expired' }]);
    expect(late.closed).toEqual({ code: 4410, reason: 'session_expired' });
    expect(session.connection).toBeUndefined();
    expect(closings()).toBe(1);
  });

  it('while its window ends is refused although its last finals are not there yet', () => {
    const { session, stream, clock, closings } = makeSession();
    session.onLost(false);
    session.checkResume('token-1', 0);
    clock.advance(resumeWindowMs);
    const late = new FakeConnection();
    session.resume(late, 0);
    expect(late.closed?.code).toBe(4410);
    stream.tell({ type: 'ended' });
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a session that is resumed while its connection is there', () => {
  it('tells the old one that it is superseded, and closes it with 4409', () => {
    const { session, stream, connection } = makeSession();
    stream.tell(heard('partial', 'A'));
    const next = resume(session, 'token-1', 1);
    expect(connection.messages.at(-1)).toMatchObject({ type: 'error', code: 'superseded' });
    expect(connection.closed).toEqual({ code: 4409, reason: 'superseded' });
    stream.tell(heard('partial', 'A B'));
    expect(namesOf(next)).toEqual(['resumed', 'partial']);
    expect(connection.sentAfterClose).toBe(0);
    expect(session.connection).toBe(next);
  });

  it('has the new connection for its own, so that what the old one tells late can be told apart', () => {
    const { session, connection } = makeSession();
    const next = resume(session, 'token-1', 0);
    expect(session.connection).toBe(next);
    expect(session.connection).not.toBe(connection);
    connection.bufferedBytes = testLimits.maxOutboxBytes;
    session.announceShutdown(1);
    expect(next.closed).toBeUndefined();
    expect(namesOf(next)).toEqual(['resumed', 'shutting_down']);
  });
});

describe('a session without a connection', () => {
  it('takes no silence for a gap and nobody for idle', () => {
    const { session, stream, clock } = makeSession({ limits: { resumeWindowMs: 10 * idleMs } });
    session.onAudio(audio(100));
    stream.tell(heard('partial', 'A'));
    session.onLost(false);
    clock.advance(9 * idleMs);
    expect(stream.flushIds).toEqual([]);
    expect(stream.ends).toBe(0);
    const next = resume(session, 'token-1', 1);
    clock.advance(gapMs - 1);
    expect(stream.flushIds).toEqual([]);
    clock.advance(1);
    expect(stream.flushIds).toEqual([0]);
    expect(namesOf(next)).toEqual(['resumed', 'warning audio_gap']);
  });

  it('ends at once when its window is of no length', () => {
    const { session, stream, clock, closings, recorder } = makeSession({ limits: { resumeWindowMs: 0 } });
    session.onLost(false);
    expect(stream.ends).toBe(1);
    stream.tell(heard('final', 'A'));
    stream.tell({ type: 'ended' });
    expect(recorder.finals).toHaveLength(1);
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
    expect(() => {
      session.checkResume('token-1', 0);
    }).toThrow(expired);
  });

  it('keeps its window when it is shut down, and can be resumed for its end', () => {
    const { session, stream, clock, closings } = makeSession();
    session.onLost(false);
    session.shutdown();
    stream.tell(heard('final', 'A'));
    stream.tell({ type: 'ended' });
    expect(session.isOver).toBe(true);
    const next = resume(session, 'token-1', 0);
    expect(namesOf(next)).toEqual(['resumed', 'final', 'stopped']);
    expect(next.closed).toEqual({ code: 1001, reason: 'shutdown' });
    session.onLost(true);
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends into its record only when more waits than is kept for a client', () => {
    const { session, stream, clock, closings, recorder, summaries } = makeSession();
    session.onLost(false);
    for (let segment = 0; segment < 100; segment += 1) stream.tell(heard('final', 'A', segment * 100));
    expect(stream.ends).toBe(1);
    expect(() => {
      session.checkResume('token-1', 0);
    }).toThrow(expired);
    stream.tell({ type: 'ended' });
    expect(recorder.finals).toHaveLength(100);
    expect(summaries).toMatchObject([{ errorCode: 'slow_consumer', finals: 100 }]);
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the end of a session', () => {
  it('is released as soon as the client has confirmed it, once', () => {
    const { session, stream, clock, closings } = makeSession();
    session.onCloseFrame();
    stream.tell({ type: 'ended' });
    expect(closings()).toBe(0);
    session.onLost(true);
    session.onLost(true);
    session.abort();
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that was lost on its way is said again to a client that comes back', () => {
    const { session, stream, connection, closings } = makeSession();
    session.onCloseFrame();
    stream.tell(heard('final', 'A'));
    stream.tell({ type: 'ended' });
    session.onLost(false);
    const next = resume(session, 'token-1', 0);
    expect(next.sent.slice(1)).toEqual(connection.sent.slice(1));
    expect(next.closed).toEqual({ code: 1000, reason: 'stopped' });
    expect(next.sentAfterClose).toBe(0);
    session.onLost(false);
    expect(closings()).toBe(0);
    resume(session, 'token-2', 2);
    session.onLost(true);
    expect(closings()).toBe(1);
  });

  it('by an error is said again, too', () => {
    const { session, stream } = makeSession();
    session.onLost(false);
    stream.fail('worker_lost');
    const next = resume(session, 'token-1', 0);
    expect(namesOf(next)).toEqual(['resumed', 'error internal']);
    expect(next.closed?.code).toBe(1011);
  });

  it('brings the last finals to a client that comes back while they are awaited', () => {
    const { session, stream } = makeSession();
    session.onAudio(audio(100));
    session.onText('{"action":"stop"}');
    session.onLost(false);
    const next = resume(session, 'token-1', 0);
    session.onAudio(audio(100));
    stream.tell(heard('final', 'A'));
    stream.tell({ type: 'ended' });
    expect(namesOf(next)).toEqual(['resumed', 'warning audio_after_stop', 'final', 'stopped']);
    expect(stream.writtenSamples).toBe(1600);
  });

  it('is announced to a live session only', () => {
    const { session, stream, told, messages } = makeSession();
    session.announceShutdown(1_700_000_000);
    expect(messages()).toMatchObject([{ state: 'shutting_down', at: 1_700_000_000 }]);
    session.shutdown();
    stream.tell({ type: 'ended' });
    session.announceShutdown(1_700_000_001);
    expect(told()).toEqual(['shutting_down', 'stopped']);
  });
});
