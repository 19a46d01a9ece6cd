import { describe, expect, it } from 'vitest';
import { makeWavHeader } from '@steno/audio';
import { WireError } from '@steno/protocol';
import { audio, heard, makeSession } from './session-under-test.ts';

describe('a session that opens', () => {
  it('says listening first', () => {
    const { connection } = makeSession();
    expect(connection.messages).toEqual([
      {
        type: 'state',
        seq: 0,
        state: 'listening',
        session_id: 's1',
        language: 'en-US',
        model: 'scripted',
        resume_token: 'token-1',
        served_type: 'fast',
        endpointing_ms: 700,
        max_segment_ms: 20_000,
      },
    ]);
  });

  it('warns once about parameters it does not know', () => {
    const { connection } = makeSession({ parts: { unknownParameters: ['foo', 'bar'] } });
    expect(connection.messages[1]).toMatchObject({ type: 'warning', seq: 1, code: 'unknown_parameter' });
    expect(connection.sent[1]).toContain('foo, bar');
  });
});

describe('a session that transcribes', () => {
  it('gives all audio to recognition', () => {
    const { session, stream } = makeSession();
    session.onAudio(audio(100));
    session.onAudio(audio(20));
    expect(stream.writtenSamples).toBe(120 * 16);
  });

  it('sends partials, then one final of the same segment, numbered without gaps', () => {
    const { session, stream, messages } = makeSession();
    session.onAudio(audio(500));
    stream.tell(heard('partial', 'HELLO'));
    stream.tell(heard('partial', 'HELLO WORLD'));
    stream.tell(heard('final', 'HELLO WORLD'));
    stream.tell(heard('partial', 'I', 400));
    expect(messages()).toMatchObject([
      { seq: 1, result: { text: 'Hello', is_final: false, segment: 0, timestamp: 0.1 } },
      { seq: 2, result: { text: 'Hello world', is_final: false, segment: 0, timestamp: 0.2 } },
      { seq: 3, result: { text: 'Hello world.', is_final: true, segment: 0, timestamp: 0.2 } },
      { seq: 4, result: { text: 'I', is_final: false, segment: 1, timestamp: 0.5 } },
    ]);
  });

  it('sends no partials when the client wants none', () => {
    const { session, stream, told } = makeSession();
    session.onText('{"action":"start","partial":false}');
    session.onAudio(audio(100));
    stream.tell(heard('partial', 'HELLO'));
    stream.tell(heard('final', 'HELLO'));
    expect(told()).toEqual(['listening', 'final']);
  });

  it('sends the events of speech only when asked for', () => {
    const speech = { type: 'speech_start', sample: 1600 } as const;
    const quiet = makeSession();
    quiet.stream.tell(speech);
    expect(quiet.told()).toEqual([]);
    const asked = makeSession({ options: { events: true } });
    asked.stream.tell(speech);
    asked.stream.tell({ type: 'speech_end', sample: 3200 });
    expect(asked.messages()).toMatchObject([
      { type: 'speech_start', timestamp: 0.1 },
      { type: 'speech_end', timestamp: 0.2 },
    ]);
  });

  it('acknowledges audio at most once a second when asked to', () => {
    const { session, clock, messages } = makeSession({ options: { ack: true } });
    for (let count = 0; count < 25; count += 1) {
      session.onAudio(audio(10));
      clock.advance(100);
    }
    expect(messages()).toMatchObject([
      { type: 'ack', received_ms: 10 },
      { type: 'ack', received_ms: 100 },
      { type: 'ack', received_ms: 200 },
    ]);
  });

  it('acknowledges the last audio although no more comes', () => {
    const { session, clock, messages } = makeSession({ options: { ack: true } });
    session.onAudio(audio(10));
    session.onAudio(audio(10));
    clock.advance(1000);
    expect(messages()).toMatchObject([
      { type: 'ack', received_ms: 10 },
      { type: 'ack', received_ms: 20 },
    ]);
  });

  it('skips a WAVE header', () => {
    const { session, stream } = makeSession();
    session.onAudio(makeWavHeader(16_000));
    session.onAudio(audio(10));
    expect(stream.writtenSamples).toBe(160);
  });

  it('refuses a WAVE header of 44.1 kHz with unsupported_media_type and 4415', () => {
    const { session, connection, told, stream } = makeSession();
    session.onAudio(makeWavHeader(44_100));
    expect(told()).toEqual(['error unsupported_media_type']);
    expect(connection.closed).toEqual({ code: 4415, reason: 'unsupported_media_type' });
    expect(stream.isOpen).toBe(false);
  });
});

describe('flush', () => {
  it.each([
    ['"a"', 'a'],
    ['7', 7],
    ['{"x":[1]}', { x: [1] }],
    ['null', null],
  ])('is answered with its id %s after the final', (json, id) => {
    const { session, stream, messages, told } = makeSession();
    session.onAudio(audio(100));
    stream.tell(heard('partial', 'HELLO'));
    session.onText(`{"action":"flush","id":${json}}`);
    expect(stream.flushIds).toEqual([0]);
    stream.tell(heard('final', 'HELLO'));
    stream.tell({ type: 'flushed', flushId: 0 });
    expect(told()).toEqual(['partial', 'final', 'flushed']);
    expect(messages()[2]).toEqual({ type: 'flushed', seq: 3, id });
  });

  it('is answered when nothing was heard, and without an id when it had none', () => {
    const { session, stream, messages } = makeSession();
    session.onText('{"action":"flush"}');
    stream.tell({ type: 'flushed', flushId: 0 });
    expect(messages()).toEqual([{ type: 'flushed', seq: 1 }]);
  });

  it('of two is answered in order, and the session goes on', () => {
    const { session, stream, messages, connection } = makeSession();
    session.onText('{"action":"flush","id":1}');
    session.onText('{"action":"flush","id":2}');
    stream.tell({ type: 'flushed', flushId: 0 });
    stream.tell({ type: 'flushed', flushId: 1 });
    session.onAudio(audio(100));
    expect(messages()).toMatchObject([{ id: 1 }, { id: 2 }]);
    expect(connection.closed).toBeUndefined();
    expect(stream.writtenSamples).toBe(1600);
  });
});

describe('the end of the audio', () => {
  const endings = [
    ['stop', (test: ReturnType<typeof makeSession>): void => test.session.onText('{"action":"stop"}')],
    ['a Close frame', (test: ReturnType<typeof makeSession>): void => test.session.onCloseFrame()],
  ] as const;

  it.each(endings)('by %s brings the finals, then stopped, then 1000', (_how, end) => {
    const test = makeSession();
    test.session.onAudio(audio(1500));
    test.stream.tell(heard('partial', 'HELLO'));
    end(test);
    expect(test.stream.ends).toBe(1);
    expect(test.connection.closed).toBeUndefined();
    test.stream.tell(heard('final', 'HELLO WORLD'));
    test.stream.tell({ type: 'ended' });
    expect(test.told()).toEqual(['partial', 'final', 'stopped']);
    expect(test.messages()[2]).toMatchObject({ duration: 1.5, recorded: true });
    expect(test.connection.closed?.code).toBe(1000);
    const counts = { receivedMs: 1500, finals: 1, shedPartials: 0, resumes: 0, recoveries: 0 };
    expect(test.summaries).toEqual([{ ending: 'stopped', ...counts }]);
    expect(test.recorder.ending).toMatchObject({ receivedSamples: 24_000 });
    expect(test.recorder.ending).not.toHaveProperty('errorCode');
    expect(test.clock.pendingTimers).toBe(0);
    expect(test.connection.sentAfterClose).toBe(0);
  });

  it('counts once when stop is followed by a Close frame', () => {
    const { session, stream, told } = makeSession();
    session.onText('{"action":"stop"}');
    session.onCloseFrame();
    stream.tell({ type: 'ended' });
    session.onCloseFrame();
    expect(stream.ends).toBe(1);
    expect(told()).toEqual(['stopped']);
  });

  it('gives recognition what was held back because it could have been a header', () => {
    const { session, stream } = makeSession();
    session.onAudio(new TextEncoder().encode('RIFF'));
    expect(stream.writtenSamples).toBe(0);
    session.onCloseFrame();
    expect(stream.writtenSamples).toBe(2);
  });

  it('is followed by one warning however much audio comes late', () => {
    const { session, stream, told } = makeSession();
    session.onText('{"action":"stop"}');
    session.onAudio(audio(100));
    session.onAudio(audio(100));
    stream.tell({ type: 'ended' });
    expect(stream.writtenSamples).toBe(0);
    expect(told()).toEqual(['warning audio_after_stop', 'stopped']);
  });

  it('is given up when the last finals make no progress', () => {
    const { session, stream, clock, told, connection } = makeSession();
    session.onAudio(audio(800));
    session.onCloseFrame();
    clock.advance(9000);
    stream.tell({ type: 'decoded', samples: 1600 });
    clock.advance(9999);
    expect(connection.closed).toBeUndefined();
    clock.advance(1);
    expect(told()).toEqual(['error internal']);
    expect(connection.closed?.code).toBe(1011);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a client that breaks the rules', () => {
  it.each([
    ['text that is no command', 'hello'],
    ['a second start', '{"action":"start"}'],
  ])('gets bad_request and 4400 for %s', (_what, text) => {
    const { session, connection, told } = makeSession();
    session.onText('{"action":"start"}');
    session.onText(text);
    expect(told()).toEqual(['listening', 'error bad_request']);
    expect(connection.closed).toEqual({ code: 4400, reason: 'bad_request' });
  });

  it('gets bad_request and 4400 for a start after audio', () => {
    const { session, connection, told } = makeSession();
    session.onAudio(audio(100));
    session.onText('{"action":"start"}');
    expect(told()).toEqual(['error bad_request']);
    expect(connection.closed?.code).toBe(4400);
  });

  it('is told one error, and its session is over', () => {
    const { session, stream, connection, told, summaries, clock } = makeSession();
    session.onViolation(new WireError('message_too_large', 'Too large.'));
    session.onViolation(new WireError('bad_request', 'And wrong.'));
    session.onAudio(audio(100));
    session.onText('{"action":"stop"}');
    session.onCloseFrame();
    session.onLost(true);
    expect(told()).toEqual(['error message_too_large']);
    expect(connection.closed?.code).toBe(4413);
    expect(stream.isOpen).toBe(false);
    expect(summaries).toMatchObject([{ errorCode: 'message_too_large', receivedMs: 0, finals: 0 }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is warned about fields of start that nobody knows', () => {
    const { session, told } = makeSession();
    session.onText('{"action":"start","speed":2,"key_terms":["Ada"]}');
    expect(told()).toEqual(['listening', 'warning unknown_parameter', 'warning key_terms_not_served']);
  });
});

describe('a session that loses something', () => {
  it('ends with internal and 1011 when its recognition stream fails', () => {
    const { session, stream, connection, messages, summaries } = makeSession();
    session.onAudio(audio(100));
    stream.fail('worker_lost');
    expect(messages()).toMatchObject([{ type: 'error', code: 'internal', details: { reason: 'worker_lost' } }]);
    expect(connection.closed?.code).toBe(1011);
    expect(summaries).toHaveLength(1);
  });

  it('ends with internal and 1011 when its stream fails while the last finals are awaited', () => {
    const { session, stream, connection } = makeSession();
    session.onCloseFrame();
    stream.fail('worker_lost');
    expect(connection.closed?.code).toBe(1011);
  });

  it('ends with internal and 1011 when recognition ends by itself', () => {
    const { stream, connection } = makeSession();
    stream.tell({ type: 'ended' });
    expect(connection.closed?.code).toBe(1011);
  });
});

describe('a server that shuts down', () => {
  it('finalises what was heard, says stopped and closes with 1001', () => {
    const { session, stream, connection, told } = makeSession();
    session.onAudio(audio(100));
    session.shutdown();
    stream.tell(heard('final', 'HELLO'));
    stream.tell({ type: 'ended' });
    expect(told()).toEqual(['final', 'stopped']);
    expect(connection.closed?.code).toBe(1001);
  });
});
