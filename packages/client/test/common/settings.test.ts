import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/common/backoff.ts';
import { ClientError } from '../../src/common/client-error.ts';
import { createClientOn } from '../../src/common/create-client.ts';
import { toInt16 } from '../../src/common/pcm.ts';
import { parseServerUrl } from '../../src/common/realtime-url.ts';
import { recoveryFrom } from '../../src/common/recovery.ts';
import { FakeServer } from './fake-server.ts';

describe('a client', () => {
  const { clock, openSocket } = new FakeServer();
  const platform = { clock, openSocket, random: () => 0 };

  it.each(['', 'localhost:8080', 'ftp://localhost', 'ws://', 'ws://user:secret@host'])(
    'is not made for the URL "%s"',
    (url) => {
      expect(() => createClientOn(platform, { url })).toThrow(TypeError);
    },
  );

  it('does not tell the password of a URL', () => {
    expect(() => parseServerUrl('ws://user:secret@host')).toThrow(/^(?!.*secret).*$/);
  });

  it.each([
    ['http://host', 'ws://host/v2/realtime'],
    ['https://host:1/', 'wss://host:1/v2/realtime'],
    ['ws://host/realtime?x=1#y', 'ws://host/realtime?x=1'],
  ])('takes %s for %s', (url, expected) => {
    expect(parseServerUrl(url).href).toBe(expected);
  });

  it.each([{ pingIntervalMs: 0 }, { stopTimeoutMs: 1.5 }, { resendBufferMs: NaN }, { connectTimeoutMs: 2 ** 31 }])(
    'is not made with a limit out of its range: %j',
    (limits) => {
      expect(() => createClientOn(platform, { url: 'ws://host', limits })).toThrow(RangeError);
    },
  );

  it('is not made with a limit that nobody knows', () => {
    const limits = { pingInterval: 1 } as object;
    expect(() => createClientOn(platform, { url: 'ws://host', limits })).toThrow(/no limit pingInterval/);
  });
});

describe('samples', () => {
  it('become 16-bit ones, clipped', () => {
    const samples = Float32Array.from([0, 1, -1, 0.5, 2, -2, NaN, 1 / 32_768]);
    expect([...toInt16(samples)]).toEqual([0, 32_767, -32_768, 16_384, 32_767, -32_768, 0, 1]);
  });
});

describe('the delay before a connection', () => {
  it('is anything below a bound that doubles up to the longest', () => {
    const limits = { reconnectDelayMs: 100, maxReconnectDelayMs: 1000 };
    expect([0, 1, 2, 3, 4, 5000].map((attempt) => backoffMs(attempt, limits, 0.999))).toEqual([
      99, 199, 399, 799, 999, 999,
    ]);
    expect(backoffMs(4, limits, 0)).toBe(0);
  });
});

describe('what a loss leads to', () => {
  it.each([
    ['session_unknown', true, false, 'begin_anew'],
    ['session_unknown', false, false, 'fail'],
    ['session_expired', true, false, 'begin_anew'],
    ['slow_consumer', true, true, 'begin_anew'],
    ['idle_timeout', true, true, 'fail'],
    ['internal', true, true, 'fail'],
    ['internal', true, false, 'reconnect'],
    ['at_capacity', true, false, 'reconnect'],
    ['shutting_down', true, false, 'reconnect'],
    ['superseded', true, true, 'fail'],
    ['bad_request', true, true, 'fail'],
    ['unauthorized', true, false, 'fail'],
    ['a_code_of_tomorrow', true, false, 'fail'],
  ])('is decided by the code %s (session: %s, accepted: %s): %s', (wireCode, hasSession, isAccepted, expected) => {
    const error = new ClientError('refused', 'No.', { wireCode });
    expect(recoveryFrom(error, { hasSession, isAccepted })).toBe(expected);
  });

  it.each([
    ['closed', 'reconnect'],
    ['timeout', 'reconnect'],
    ['unreachable', 'reconnect'],
    ['protocol', 'fail'],
    ['token', 'fail'],
  ] as const)('is decided by the code %s without one of the server: %s', (code, expected) => {
    expect(recoveryFrom(new ClientError(code, 'No.'), { hasSession: true, isAccepted: true })).toBe(expected);
  });
});
