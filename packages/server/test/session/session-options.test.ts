import { describe, expect, it } from 'vitest';
import { ScriptedHost } from '@steno/testkit';
import { audio, heard, makeSession } from './session-under-test.ts';

const silent = { script: 'silent' } as const;
const able = { ...silent, secondModelId: 'm2', takesKeyTerms: true } as const;

describe('the recognition stream of a session', () => {
  it('is opened with what the client asked for at the connection', () => {
    const recognition = new ScriptedHost(able);
    const options = { type: 'quality', endpointingMs: 300, maxSegmentMs: 5000, keyTerms: ['Ada'] } as const;
    const { connection } = makeSession({ options, parts: { recognition } });
    expect(recognition.streams.map((stream) => stream.options)).toEqual([
      {
        language: 'en',
        type: 'quality',
        endpointing: { endpointingMs: 300, maxSegmentMs: 5000 },
        keyTerms: ['Ada'],
      },
    ]);
    expect(connection.messages[0]).toMatchObject({
      state: 'listening',
      served_type: 'quality',
      second_model: 'm2',
      endpointing_ms: 300,
      max_segment_ms: 5000,
      key_terms: 1,
    });
  });

  it('is opened again by a start that changes it, after the one before was closed', () => {
    const recognition = new ScriptedHost({ ...able, maxStreams: 1 });
    const { session, stream, messages } = makeSession({ options: { endpointingMs: 300 }, parts: { recognition } });
    session.onText('{"action":"start","max_segment_ms":4000,"type":"quality","key_terms":["Ada"]}');
    expect(stream.isOpen).toBe(false);
    expect(recognition.streams[1]?.options).toEqual({
      language: 'en',
      type: 'quality',
      endpointing: { endpointingMs: 300, maxSegmentMs: 4000 },
      keyTerms: ['Ada'],
    });
    expect(messages()).toMatchObject([
      { state: 'listening', served_type: 'quality', max_segment_ms: 4000, key_terms: 1 },
    ]);
  });

  it('hears all audio, and tells what it hears, after it was opened again', () => {
    const recognition = new ScriptedHost(silent);
    const { session, stream, told } = makeSession({ parts: { recognition } });
    session.onText('{"action":"start","endpointing_ms":300}');
    session.onAudio(audio(100));
    const [, second] = recognition.streams;
    stream.tell(heard('final', 'OLD'));
    second?.tell(heard('final', 'HELLO'));
    session.onText('{"action":"stop"}');
    second?.tell({ type: 'ended' });
    expect([stream.writtenSamples, second?.writtenSamples]).toEqual([0, 1600]);
    expect(told()).toEqual(['listening', 'final', 'stopped']);
    expect(recognition.openStreams).toBe(0);
  });

  it.each([
    '{"action":"start"}',
    '{"action":"start","partial":false,"ack":true,"formatted":false,"endpointing_ms":700}',
  ])('is kept by a start that leaves it as it is: %s', (text) => {
    const recognition = new ScriptedHost(silent);
    const { session, stream, told } = makeSession({ parts: { recognition } });
    session.onText(text);
    expect(recognition.streams).toEqual([stream]);
    expect(stream.isOpen).toBe(true);
    expect(told()).toEqual(['listening']);
  });

  it('answers the flushes that the one before was asked for', () => {
    const recognition = new ScriptedHost(silent);
    const { session, stream, messages } = makeSession({ parts: { recognition } });
    session.onText('{"action":"flush","id":"a"}');
    session.onText('{"action":"flush","id":"b"}');
    stream.tell({ type: 'flushed', flushId: 0 });
    session.onText('{"action":"start","endpointing_ms":300}');
    const [, second] = recognition.streams;
    expect(second?.flushIds).toEqual([1]);
    second?.tell({ type: 'flushed', flushId: 1 });
    expect(messages()).toMatchObject([
      { type: 'flushed', id: 'a' },
      { state: 'listening' },
      { type: 'flushed', id: 'b' },
    ]);
  });

  it.each([
    ['capacity', 'at_capacity', 4503],
    ['model_failing', 'at_capacity', 4503],
    ['language_not_served', 'internal', 1011],
  ] as const)('that cannot be opened again (%s) ends the session with %s', (refusal, code, closeCode) => {
    const recognition = new ScriptedHost(silent);
    const { session, connection, told, summaries, clock, closings } = makeSession({ parts: { recognition } });
    recognition.refusal = refusal;
    session.onText('{"action":"start","endpointing_ms":300}');
    expect(told()).toEqual([`error ${code}`]);
    expect(connection.closed).toEqual({ code: closeCode, reason: code });
    expect(summaries).toMatchObject([{ errorCode: code }]);
    expect(recognition.openStreams).toBe(0);
    session.onLost(true);
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a session that cannot be served as its client asks', () => {
  it('says so after listening, a warning for each thing', () => {
    const options = { type: 'quality', keyTerms: ['Ada'], actualNumbers: true } as const;
    const { connection } = makeSession({ options, parts: { language: 'de' } });
    expect(connection.messages).toMatchObject([
      { state: 'listening', served_type: 'fast', key_terms: 0 },
      { type: 'warning', code: 'option_not_served' },
      { type: 'warning', code: 'key_terms_not_served' },
      { type: 'warning', code: 'quality_not_served' },
    ]);
    expect(connection.sent.join('')).not.toContain('Ada');
  });

  it('says how many key terms its model cannot write, never which', () => {
    const recognition = new ScriptedHost({ ...able, unwritableKeyTerms: ['東京', '大阪'] });
    const options = { keyTerms: ['Ada', '東京', '大阪'] };
    const { session, connection, messages } = makeSession({ options, parts: { recognition } });
    expect(connection.messages).toMatchObject([
      { state: 'listening', key_terms: 1 },
      { type: 'warning', code: 'key_terms_not_served', message: expect.stringContaining('2 of the 3') as string },
    ]);
    session.onText('{"action":"start","key_terms":["東京"]}');
    expect(messages()).toMatchObject([
      { state: 'listening', key_terms: 0 },
      { type: 'warning', code: 'key_terms_not_served', message: expect.stringContaining('1 of the 1') as string },
    ]);
    session.onText('{"action":"start","key_terms":["Ada"]}');
    expect(connection.sent.join('')).not.toMatch(/東京|大阪/);
  });

  it('says so again after the listening that answers start, for what is asked for still', () => {
    const { session, told } = makeSession({ options: { type: 'quality', keyTerms: ['Ada'] } });
    session.onText('{"action":"start","key_terms":[]}');
    expect(told()).toEqual(['listening', 'warning quality_not_served']);
  });

  it('is refused by a start that asks for quality where the operator wants that', () => {
    const { session, connection, messages } = makeSession({ terms: { qualityFallback: 'refuse' } });
    session.onText('{"action":"start","type":"quality"}');
    expect(messages()).toMatchObject([
      { type: 'error', code: 'unsupported_type', details: { type: 'quality', language: 'en-US' } },
    ]);
    expect(connection.closed).toEqual({ code: 4400, reason: 'unsupported_type' });
  });
});
