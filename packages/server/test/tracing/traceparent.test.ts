import { describe, expect, it } from 'vitest';
import { parseTraceparent } from '../../src/tracing/traceparent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('a traceparent', () => {
  it.each([
    ['01', true],
    ['00', false],
    ['03', true],
  ])('with flags %s says whether the client records its trace', (flags, isSampled) => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-${flags}`)).toEqual({ traceId, spanId, isSampled });
  });

  it('of a later version is read as far as it is known', () => {
    expect(parseTraceparent(`01-${traceId}-${spanId}-01-more`)).toEqual({ traceId, spanId, isSampled: true });
  });

  it.each([
    ['nothing', undefined],
    ['two headers', [`00-${traceId}-${spanId}-01`]],
    ['an empty one', ''],
    ['a version that is none', `ff-${traceId}-${spanId}-01`],
    ['a trace without a number', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span without a number', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['capitals', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['more than its version has', `00-${traceId}-${spanId}-01-more`],
    ['a short one', `00-${traceId}-${spanId}`],
    ['a very long one', `00-${traceId}-${spanId}-01${'-'.repeat(60_000)}`],
  ])('is not taken from %s', (_what, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});
