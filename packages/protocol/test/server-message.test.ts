import { describe, expect, it } from 'vitest';
import { parseServerMessage, warningCodes } from '../src/server-message.ts';

const result = { text: 'Hello', is_final: true, timestamp: 1, segment: 0, start: 0.5, language: 'en' };

describe('parseServerMessage', () => {
  it.each([
    { type: 'state', seq: 0, state: 'listening', session_id: 'a', language: 'en', model: 'm' },
    { type: 'state', seq: 0, state: 'listening', session_id: 'a', language: 'en', model: 'm', resume_token: 't' },
    {
      type: 'state',
      seq: 0,
      state: 'listening',
      served_type: 'quality',
      second_model: 'm2',
      endpointing_ms: 700,
      max_segment_ms: 20_000,
      key_terms: 0,
    },
    { type: 'state', seq: 9, state: 'stopped', session_id: 'a', duration: 1.5 },
    { type: 'state', seq: 9, state: 'stopped', session_id: 'a', duration: 1.5, recorded: true },
    {
      type: 'state',
      seq: -1,
      state: 'resumed',
      session_id: 'a',
      resume_token: 't',
      received_ms: 100,
      received_bytes: 3201,
    },
    { type: 'state', seq: 9, state: 'shutting_down', at: 1_674_567_890 },
    { type: 'transcript', seq: 1, result },
    { type: 'transcript', seq: 1, result: { ...result, is_final: false, stability: 0.5, stable_words: 1 } },
    {
      type: 'transcript',
      seq: 1,
      result: { ...result, words: [{ word: 'Hello', start: 0.5, end: 1 }], confidence: 0.5 },
    },
    { type: 'flushed', seq: 2, id: 'x' },
    { type: 'flushed', seq: 2 },
    { type: 'speech_start', seq: 3, timestamp: 0.2 },
    { type: 'speech_end', seq: 4, timestamp: 0.9 },
    { type: 'ack', seq: 5, received_ms: 100 },
    { type: 'warning', seq: 6, code: warningCodes[0], message: 'Not known.' },
    { type: 'warning', seq: 6, code: 'lag', message: 'Late.', lag_ms: 2500 },
    { type: 'error', seq: 7, code: 'internal', message: 'Sorry.' },
    { type: 'error', code: 'unauthorized', message: 'No.', details: {} },
  ])('reads $type as it is: %j', (message) => {
    expect(parseServerMessage(JSON.stringify(message))).toEqual(message);
  });

  it('keeps fields that a newer server adds', () => {
    const message = { type: 'ack', seq: 5, received_ms: 100, received_bytes: 3200 };
    expect(parseServerMessage(JSON.stringify(message))).toEqual(message);
  });

  it('passes over a message of a type it does not know', () => {
    expect(parseServerMessage('{"type":"weather","seq":1}')).toBeUndefined();
  });

  it.each([
    'no JSON',
    '7',
    'null',
    '{}',
    '{"type":"transcript","seq":1}',
    '{"type":"transcript","seq":1,"result":{"text":"a","is_final":false,"timestamp":1,"segment":0,"start":0,"language":"en","stable_words":0.5}}',
    '{"type":"state","seq":1,"state":"listening","endpointing_ms":"700"}',
    '{"type":"ack","seq":"1","received_ms":1}',
    '{"type":"state","seq":1,"state":"dancing"}',
    '{"type":"state","seq":1,"state":"resumed","received_bytes":1.5}',
    '{"type":"state","seq":1,"state":"stopped","recorded":"yes"}',
    '{"type":"warning","seq":1,"code":"lag","message":"Late.","lag_ms":"2500"}',
  ])('throws TypeError for %s', (text) => {
    expect(() => parseServerMessage(text)).toThrow(TypeError);
  });
});
