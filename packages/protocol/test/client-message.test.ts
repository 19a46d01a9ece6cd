import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxFlushIdLength, parseClientMessage } from '../src/client-message.ts';
import { optionRanges } from '../src/session-options.ts';
import { WireError } from '../src/wire-error.ts';
import { errorOf } from './upgrade-request.ts';

describe('parseClientMessage', () => {
  it.each([
    ['{"action":"stop"}', { type: 'stop' }],
    ['{"action":"keepalive"}', { type: 'keepalive' }],
    ['{"action":"flush"}', { type: 'flush', id: undefined }],
    ['{"action":"flush","id":7}', { type: 'flush', id: 7 }],
    ['{"action":"flush","id":{"a":[null]}}', { type: 'flush', id: { a: [null] } }],
    ['{"action":"flush","id":null}', { type: 'flush', id: null }],
    ['{"action":"audio_from","byte":0}', { type: 'audio_from', byte: 0 }],
    ['{"action":"audio_from","byte":9007199254740991}', { type: 'audio_from', byte: Number.MAX_SAFE_INTEGER }],
    ['{"action":"start"}', { type: 'start', options: {}, unknown: [] }],
    [
      '{"action":"start","partial":false,"actual_numbers":true,"events":true,"ack":true}',
      { type: 'start', options: { partial: false, actualNumbers: true, events: true, ack: true }, unknown: [] },
    ],
    [
      '{"action":"start","type":"Quality","endpointing_ms":1e3,"max_segment_ms":2000,"formatted":false,"key_terms":["Ada","ada "]}',
      {
        type: 'start',
        options: { type: 'quality', endpointingMs: 1000, maxSegmentMs: 2000, formatted: false, keyTerms: ['Ada'] },
        unknown: [],
      },
    ],
    ['{"action":"start","key_terms":[]}', { type: 'start', options: { keyTerms: [] }, unknown: [] }],
    ['{"action":"start","speed":2}', { type: 'start', options: {}, unknown: ['speed'] }],
  ])('reads %s', (text, message) => {
    expect(parseClientMessage(text)).toEqual(message);
  });

  it.each(['partial', 'formatted', 'actual_numbers', 'events', 'ack'])(
    'refuses a start whose %s is not true or false',
    (name) => {
      const error = errorOf(() => parseClientMessage(JSON.stringify({ action: 'start', [name]: 'yes' })));
      expect(error).toMatchObject({ code: 'bad_request', details: { parameter: name } });
    },
  );

  it.each([
    ['endpointing_ms', '99', '99'],
    ['endpointing_ms', '10001', '10001'],
    ['endpointing_ms', '-700', '-700'],
    ['endpointing_ms', '700.5', '700.5'],
    ['endpointing_ms', '1e300', '1e+300'],
    ['endpointing_ms', '1e999', 'Infinity'],
    ['endpointing_ms', '"700"', '"700"'],
    ['endpointing_ms', 'null', 'null'],
    ['endpointing_ms', 'true', 'true'],
    ['endpointing_ms', '{}', 'an object'],
    ['max_segment_ms', '1999', '1999'],
    ['max_segment_ms', '60001', '60001'],
    ['max_segment_ms', '[7000]', 'a list'],
  ] as const)('refuses a start whose %s is %s, naming the parameter, the value and the range', (name, json, seen) => {
    const { min, max } = optionRanges[name];
    expect(errorOf(() => parseClientMessage(`{"action":"start","${name}":${json}}`))).toMatchObject({
      code: 'bad_request',
      message: `${name} is ${seen}; it must be a whole number from ${min} to ${max}.`,
      details: { parameter: name, min, max },
    });
  });

  it('refuses a start with a number that is nested beyond what JSON can be written from', () => {
    const json = '['.repeat(30_000) + ']'.repeat(30_000);
    expect(errorOf(() => parseClientMessage(`{"action":"start","endpointing_ms":${json}}`))).toMatchObject({
      code: 'bad_request',
      details: { parameter: 'endpointing_ms' },
    });
  });

  it.each(['"best"', '7', 'null', '["fast"]'])('refuses a start whose type is %s, listing those there are', (json) => {
    expect(errorOf(() => parseClientMessage(`{"action":"start","type":${json}}`))).toMatchObject({
      code: 'bad_request',
      details: { parameter: 'type', allowed: ['fast', 'quality'] },
    });
  });

  it.each(['"Ada, Steno"', '7', 'null', '{"0":"Ada"}', '[7]', '[null]', '[["Ada"]]', '[""]'])(
    'refuses a start whose key_terms are %s',
    (json) => {
      expect(errorOf(() => parseClientMessage(`{"action":"start","key_terms":${json}}`))).toMatchObject({
        code: 'bad_request',
        details: { parameter: 'key_terms' },
      });
    },
  );

  it.each(['', ',"byte":-1', ',"byte":1.5', ',"byte":"7"', ',"byte":null', ',"byte":[7]', ',"byte":9007199254740992'])(
    'refuses an audio_from whose fields are "%s", naming the byte',
    (fields) => {
      const error = errorOf(() => parseClientMessage(`{"action":"audio_from"${fields}}`));
      expect(error).toMatchObject({ code: 'bad_request', details: { parameter: 'byte' } });
    },
  );

  it('refuses a flush id that is longer than it may be', () => {
    const id = 'x'.repeat(maxFlushIdLength);
    expect(errorOf(() => parseClientMessage(JSON.stringify({ action: 'flush', id })))).toMatchObject({
      code: 'bad_request',
      details: { parameter: 'id' },
    });
  });

  it('refuses a flush id that is nested beyond what JSON can be written from', () => {
    const id = '['.repeat(32_000) + ']'.repeat(32_000);
    expect(errorOf(() => parseClientMessage(`{"action":"flush","id":${id}}`))).toMatchObject({ code: 'bad_request' });
  });

  it.each([
    ['a sentence', 'hello there'],
    ['nothing', ''],
    ['a number', '7'],
    ['null', 'null'],
    ['a list', '[{"action":"stop"}]'],
    ['an unknown action', '{"action":"dance"}'],
    ['an action that is no text', '{"action":["stop"]}'],
    ['no action', '{}'],
    ['the name of a method of objects', '{"action":"toString"}'],
    ['JSON cut off', '{"action":"stop"'],
  ])('answers %s with the commands there are', (_what, text) => {
    const error = errorOf(() => parseClientMessage(text));
    expect(error).toMatchObject({
      code: 'bad_request',
      details: { actions: ['start', 'audio_from', 'flush', 'stop', 'keepalive'] },
    });
    expect(String(error)).toContain('is not a command');
  });

  const base64 = Buffer.alloc(3200, 'Steno').toString('base64');
  it.each([
    ['base64', base64],
    ['base64 as a data URL', `data:audio/wav;base64,${base64}`],
    ['JSON with a field audio', JSON.stringify({ audio: base64 })],
    ['JSON with numbers', '{"type":"audio","samples":[1,2,3]}'],
    ['JSON with base64 in a field of any name', JSON.stringify({ event: 'x', blob: base64 })],
  ])('answers audio as %s by asking for raw binary', (_what, text) => {
    const error = errorOf(() => parseClientMessage(text));
    expect(error).toMatchObject({ code: 'bad_request', details: { expected: 'binary' } });
    expect(String(error)).toContain('raw binary WebSocket messages');
  });

  it('answers any text with a message or a wire error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const error = errorOf(() => parseClientMessage(text));
          return error === undefined || error instanceof WireError;
        },
      ),
      { numRuns: 500 },
    );
  });
});
