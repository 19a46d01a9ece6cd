import { ScriptedHost } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { audio, heard, makeSession, testLimits } from './session-under-test.ts';

const { gapMs, idleMs } = testLimits;

describe('a gap in the audio', () => {
  it('finalises an open segment after a warning, and the session goes on', () => {
    const { session, stream, clock, told, connection } = makeSession();
    session.onAudio(audio(100));
    stream.tell(heard('partial', 'HELLO'));
    clock.advance(gapMs - 1);
    expect(stream.flushIds).toEqual([]);
    clock.advance(1);
    expect(stream.flushIds).toEqual([0]);
    stream.tell(heard('final', 'HELLO'));
    stream.tell({ type: 'flushed', flushId: 0 });
    session.onAudio(audio(100));
    expect(told()).toEqual(['partial', 'warning audio_gap', 'final']);
    expect(connection.closed).toBeUndefined();
  });

  it('is told once, and again only after audio', () => {
    const { session, stream, clock } = makeSession();
    session.onAudio(audio(100));
    stream.tell(heard('partial', 'HELLO'));
    clock.advance(3 * gapMs);
    expect(stream.flushIds).toHaveLength(1);
    stream.tell(heard('final', 'HELLO'));
    session.onAudio(audio(100));
    stream.tell(heard('partial', 'AGAIN', 200));
    clock.advance(gapMs + 1);
    expect(stream.flushIds).toHaveLength(2);
  });

  it('without an open segment finalises what has no partial yet, without a warning', () => {
    const { session, stream, clock, told } = makeSession();
    session.onAudio(audio(100));
    clock.advance(gapMs);
    expect(stream.flushIds).toEqual([0]);
    expect(told()).toEqual([]);
  });

  it('whose warning is one message too many for the client leaves no timer behind', () => {
    const { session, stream, connection, clock, closings } = makeSession();
    session.onAudio(audio(100));
    stream.tell(heard('partial', 'HELLO'));
    connection.bufferedBytes = testLimits.maxOutboxBytes;
    clock.advance(gapMs);
    expect(connection.closed?.code).toBe(1013);
    stream.tell({ type: 'ended' });
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('asks recognition for nothing after the end of the audio', () => {
    const { session, stream, connection, clock } = makeSession();
    session.onAudio(audio(100));
    stream.tell(heard('partial', 'HELLO'));
    connection.bufferedBytes = testLimits.maxOutboxBytes;
    clock.advance(gapMs);
    expect(stream.ends).toBe(1);
    expect(stream.flushIds).toEqual([]);
  });

  it('is none while chunks keep coming', () => {
    const { session, stream, clock } = makeSession();
    for (let count = 0; count < 100; count += 1) {
      session.onAudio(audio(100));
      clock.advance(gapMs / 4);
    }
    expect(stream.flushIds).toEqual([]);
  });
});

describe('an idle client', () => {
  it('is warned, gets its finals, then idle_timeout and 4408', () => {
    const { session, stream, clock, connection, told } = makeSession();
    session.onAudio(audio(100));
    clock.advance(idleMs * 0.75);
    expect(told()).toEqual(['warning idle']);
    clock.advance(idleMs * 0.25);
    expect(stream.ends).toBe(1);
    expect(connection.closed).toBeUndefined();
    stream.tell(heard('final', 'HELLO'));
    stream.tell({ type: 'ended' });
    expect(told()).toEqual(['warning idle', 'final', 'error idle_timeout']);
    expect(connection.closed).toEqual({ code: 4408, reason: 'idle_timeout' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('that never sends anything ends the same way', () => {
    const { stream, clock, connection } = makeSession();
    clock.advance(idleMs);
    stream.tell({ type: 'ended' });
    expect(connection.closed?.code).toBe(4408);
  });

  it.each([
    ['keepalive', '{"action":"keepalive"}'],
    ['flush', '{"action":"flush"}'],
  ])('that sends %s in time stays', (_what, text) => {
    const { session, clock, stream, told } = makeSession();
    for (let count = 0; count < 10; count += 1) {
      clock.advance(idleMs * 0.7);
      session.onText(text);
    }
    expect(stream.ends).toBe(0);
    expect(told()).toEqual([]);
  });

  it('whose warning is one message too many leaves no timer behind', () => {
    const { session, stream, connection, clock, closings } = makeSession();
    session.onAudio(audio(100));
    connection.bufferedBytes = testLimits.maxOutboxBytes;
    clock.advance(idleMs * 0.75);
    expect(connection.closed?.code).toBe(1013);
    stream.tell({ type: 'ended' });
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that sends silence as audio stays', () => {
    const { session, clock, stream } = makeSession({ limits: { maxAudioAheadMs: 600_000 } });
    for (let count = 0; count < 10; count += 1) {
      clock.advance(idleMs * 0.7);
      session.onAudio(new Uint8Array(3200));
    }
    expect(stream.ends).toBe(0);
  });
});

describe('audio that comes faster than it is decoded', () => {
  it('pauses reading beyond the bound, and reads on at half of it', () => {
    const { session, stream, connection } = makeSession();
    session.onAudio(audio(1000));
    expect(connection.isPaused).toBe(false);
    session.onAudio(audio(100));
    expect(connection.isPaused).toBe(true);
    stream.tell({ type: 'decoded', samples: 599 * 16 });
    expect(connection.isPaused).toBe(true);
    stream.tell({ type: 'decoded', samples: 600 * 16 });
    expect(connection.isPaused).toBe(false);
    expect(connection.pauses).toBe(1);
  });

  it('is neither a gap nor idleness while reading is paused, and costs no more timers than when it is read', () => {
    const { session, stream, clock, connection, told } = makeSession();
    session.onAudio(audio(1100));
    stream.tell(heard('partial', 'HELLO'));
    clock.advance(10 * idleMs);
    expect(connection.isPaused).toBe(true);
    expect(told()).toEqual(['partial']);
    expect(stream.flushIds).toEqual([]);
    expect(clock.firedTimers).toBeLessThan(10 * (idleMs / gapMs) + 10);
  });

  it('counts the gap from when reading goes on', () => {
    const { session, stream, clock } = makeSession();
    session.onAudio(audio(1100));
    stream.tell(heard('partial', 'HELLO'));
    clock.advance(10 * gapMs);
    stream.tell({ type: 'decoded', samples: 1100 * 16 });
    clock.advance(gapMs / 2);
    expect(stream.flushIds).toEqual([]);
    clock.advance(gapMs);
    expect(stream.flushIds).toEqual([0]);
  });

  it('is read again once the audio is over, so that the end of the connection is seen', () => {
    const { session, connection } = makeSession();
    session.onAudio(audio(1100));
    session.shutdown();
    expect(connection.isPaused).toBe(false);
  });
});

describe('a client that does not read', () => {
  it('loses partials but the newest of the segment, and no final', () => {
    const { stream, connection, session, messages, summaries } = makeSession();
    connection.bufferedBytes = testLimits.shedPartialsBytes;
    for (const segment of [0, 1]) {
      for (let count = 1; count <= 5; count += 1)
        stream.tell(heard('partial', 'A '.repeat(count).trim(), segment * 1000));
      stream.tell(heard('final', 'A B', segment * 1000));
    }
    stream.tell(heard('partial', 'NEW', 2000));
    stream.tell(heard('partial', 'NEWEST', 2000));
    expect(messages()).toEqual([]);
    connection.bufferedBytes = 0;
    session.onDrain();
    expect(messages()).toMatchObject([
      { seq: 1, result: { is_final: true, segment: 0 } },
      { seq: 2, result: { is_final: true, segment: 1 } },
      { seq: 3, result: { is_final: false, segment: 2, text: 'Newest' } },
    ]);
    session.abort();
    expect(summaries).toMatchObject([{ shedPartials: 11 }]);
  });

  it('is closed with slow_consumer and 1013 when it leaves too much unread, and its record goes on', () => {
    const { stream, connection, told, clock, summaries, recorder, closings } = makeSession();
    connection.bufferedBytes = testLimits.shedPartialsBytes;
    for (let segment = 0; connection.closed === undefined && segment < 1000; segment += 1) {
      stream.tell(heard('final', 'A', segment * 1000));
    }
    expect(connection.closed).toEqual({ code: 1013, reason: 'slow_consumer' });
    expect(told().at(-1)).toBe('error slow_consumer');
    // The newest one waits for its record.
    expect(told().filter((name) => name === 'final')).toHaveLength(recorder.finals.length - 1);
    expect(told().filter((name) => name === 'error slow_consumer')).toHaveLength(1);
    stream.tell(heard('final', 'LAST', 9_000_000));
    stream.tell({ type: 'ended' });
    expect(recorder.finals.at(-1)?.text).toBe('Last.');
    expect(recorder.ending).toMatchObject({ errorCode: 'slow_consumer' });
    expect(summaries).toMatchObject([{ errorCode: 'slow_consumer' }]);
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the last finals of a session whose recognizer is lost', () => {
  it('are waited for while another one is looked for, and then as long as they make progress', () => {
    const { session, stream, clock, connection, told } = makeSession();
    session.onAudio(audio(800));
    session.onCloseFrame();
    stream.tell({ type: 'recovering', reason: 'worker_lost' });
    clock.advance(50_000);
    expect(connection.closed).toBeUndefined();
    stream.tell({ type: 'decoded', samples: 1600 });
    clock.advance(testLimits.closeTimeoutMs);
    expect(told()).toEqual(['warning recognizer_replaced', 'error internal']);
  });
});

describe('the last finals of a session of type quality', () => {
  it('are waited for as long as the second model may take, and the usual time after that', () => {
    const recognition = new ScriptedHost({ script: 'silent', secondModelId: 'm2' });
    const options = { type: 'quality', maxSegmentMs: 20_000 } as const;
    const { session, clock, told } = makeSession({ options, parts: { recognition } });
    session.onAudio(audio(800));
    session.onCloseFrame();
    clock.advance(testLimits.closeTimeoutMs + testLimits.secondPassTimeoutMs + 1999);
    expect(told()).toEqual([]);
    clock.advance(1);
    expect(told()).toEqual(['error internal']);
  });
});
