import { describe, expect, it } from 'vitest';
import { FakeClock } from '@steno/testkit';
import { LagWatch } from '../../src/session/lag-watch.ts';

const maxWaitMs = 2000;
const chunkMs = 100;

interface Watched {
  readonly watch: LagWatch;
  readonly clock: FakeClock;
  readonly lags: readonly number[];
  /** When each was told, in ms. */
  readonly times: readonly number[];
  readonly receivedMs: () => number;
  /** The client sends so much at once. */
  readonly send: (ms: number) => void;
  readonly decodeUpTo: (ms: number) => void;
  /** The client sends in real time for so long; `each` happens after each chunk. */
  readonly live: (ms: number, each?: () => void) => void;
}

function watched(): Watched {
  const clock = new FakeClock();
  const lags: number[] = [];
  const times: number[] = [];
  let receivedMs = 0;
  const onLag = (lagMs: number): void => {
    lags.push(lagMs);
    times.push(clock.nowMs());
  };
  const watch = new LagWatch({ clock, maxWaitMs, onLag });
  const send = (ms: number): void => {
    receivedMs += ms;
    watch.received(receivedMs * 16);
  };
  return {
    watch,
    clock,
    lags,
    times,
    send,
    receivedMs: () => receivedMs,
    decodeUpTo: (ms) => {
      watch.decoded(ms * 16);
    },
    live: (ms, each = () => undefined) => {
      for (let sent = 0; sent < ms; sent += chunkMs) {
        clock.advance(chunkMs);
        send(chunkMs);
        each();
      }
    },
  };
}

describe('a lag watch', () => {
  it('is silent while live audio is decoded in time', () => {
    const { live, decodeUpTo, receivedMs, lags } = watched();
    live(60_000, () => {
      decodeUpTo(Math.max(0, receivedMs() - 1500));
    });
    expect(lags).toEqual([]);
  });

  it('warns once in ten seconds, with the number, when live audio is not decoded', () => {
    const { live, lags, times } = watched();
    live(25_000);
    expect(lags).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = times;
    expect(first).toBeGreaterThan(maxWaitMs);
    expect(first).toBeLessThanOrEqual(2 * maxWaitMs);
    expect([second - first, third - second]).toEqual([10_000, 10_000]);
    expect(lags).toEqual(times);
  });

  it('warns when live audio is decoded slower than it comes', () => {
    const { live, decodeUpTo, receivedMs, lags } = watched();
    live(30_000, () => {
      decodeUpTo(receivedMs() * 0.8);
    });
    expect(lags.length).toBeGreaterThan(0);
    expect(lags[0]).toBeGreaterThan(maxWaitMs);
  });

  it('warns when a late step of decoding shows how late it is', () => {
    const { send, clock, decodeUpTo, lags } = watched();
    send(5000);
    clock.advance(maxWaitMs + 1);
    decodeUpTo(100);
    expect(lags).toEqual([4900]);
  });

  it('is silent about a file that comes faster than real time and is decoded faster, too', () => {
    const { send, clock, decodeUpTo, receivedMs, lags } = watched();
    let decodedMs = 0;
    send(8000);
    for (let count = 0; count < 1000; count += 1) {
      clock.advance(chunkMs);
      decodedMs += 5 * chunkMs;
      decodeUpTo(decodedMs);
      send(5 * chunkMs);
    }
    expect(receivedMs()).toBe(508_000);
    expect(lags).toEqual([]);
  });

  it('is silent about the rest of a step that waits for more audio, however long', () => {
    const { live, clock, decodeUpTo, receivedMs, lags } = watched();
    live(5000, () => {
      decodeUpTo(receivedMs() - 400);
    });
    clock.advance(600_000);
    decodeUpTo(receivedMs() - 400);
    expect(lags).toEqual([]);
  });

  it('is silent when much audio comes at once after a pause that left the rest of a step', () => {
    const { live, clock, send, decodeUpTo, receivedMs, lags } = watched();
    live(5000, () => {
      decodeUpTo(receivedMs() - 400);
    });
    clock.advance(5000);
    send(5000);
    clock.advance(500);
    decodeUpTo(receivedMs() - 400);
    expect(lags).toEqual([]);
  });

  it('is silent once all is decoded, and warns again when it gets late again', () => {
    const { live, clock, decodeUpTo, receivedMs, lags } = watched();
    live(5000);
    decodeUpTo(receivedMs());
    expect(lags).toHaveLength(1);
    clock.advance(60_000);
    live(1000, () => {
      decodeUpTo(receivedMs());
    });
    expect(lags).toHaveLength(1);
    live(5000);
    expect(lags).toHaveLength(2);
  });
});
