import { describe, expect, it } from 'vitest';
import { EventStreamError, EventStreamParser, maxEventCharacters } from '../../src/watch/event-stream.ts';

const stream =
  ': hello\r\nevent: final\nid: 7\ndata: {"a":1}\r\n\nevent:partial\ndata: one\ndata:two\r\rdata: x\n\nid: 8\n\n';
const events = [
  { type: 'final', data: '{"a":1}', id: '7' },
  { type: 'partial', data: 'one\ntwo', id: '7' },
  { type: 'message', data: 'x', id: '7' },
];

describe('EventStreamParser', () => {
  it('gives the same events for any chunking', () => {
    for (let cut = 1; cut <= stream.length; cut += 1) {
      const parser = new EventStreamParser();
      const got = [];
      for (let at = 0; at < stream.length; at += cut) got.push(...parser.push(stream.slice(at, at + cut)));
      expect(got).toEqual(events);
    }
  });

  it('leaves out a byte order mark at the beginning, and only there', () => {
    const parser = new EventStreamParser();
    expect(parser.push('\uFEFFdata: \uFEFFx\n\n')).toEqual([{ type: 'message', data: '\uFEFFx', id: '' }]);
  });

  it.each([
    ['in one line', 'data: '],
    ['in many lines', `data: ${'x'.repeat(maxEventCharacters / 2)}\n`],
  ])('gives up a stream whose event has no end, %s', (_case, text) => {
    const parser = new EventStreamParser();
    expect(() => {
      for (let index = 0; index < 3; index += 1)
        parser.push(text + 'x'.repeat(text.length > 10 ? 0 : maxEventCharacters));
    }).toThrow(EventStreamError);
  });
});
