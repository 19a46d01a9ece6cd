import { describe, expect, it } from 'vitest';
import { ClientError } from '../../src/common/client-error.ts';
import type { SessionEvents } from '../../src/common/contract.ts';
import { FakeServer } from './fake-server.ts';
import { SessionUnderTest, startSession } from './session-under-test.ts';
import { spoken } from './tone-reader.ts';

describe('a session whose owner ends it in a listener', () => {
  it.each(['cut', 'restart', 'shutDown'] as const)(
    'connects no more when it is aborted while the connection is lost by %s',
    async (how) => {
      const test = await startSession();
      await test.session.send(spoken(1));
      await test.pass(50);
      test.session.on('status', (status) => {
        if (status === 'reconnecting') test.session.abort();
      });
      test.server[how]();
      expect(await test.end()).toEqual({ type: 'aborted' });
      await test.pass(5_000);
      expect(test.server.requests).toHaveLength(1);
      expect(test.server.openConnections).toBe(0);
      expect(test.server.clock.pendingTimers).toBe(0);
    },
  );

  it.each(['listening', 'restarted', 'resumed', 'partial', 'final', 'warning', 'shuttingDown', 'message'] as const)(
    'leaves nothing behind when it is aborted in %s',
    async (name: keyof SessionEvents) => {
      const test = new SessionUnderTest({ retryOpening: true });
      test.session.on(name, () => {
        test.session.abort();
      });
      // Whoever sends is told that the session is over; here it does not matter.
      const speak = (value: number): void => void test.session.send(spoken(value)).catch(() => undefined);
      const steps = [
        () => speak(1),
        () => test.server.cut(),
        () => speak(0),
        () => test.server.restart(),
        () => speak(2),
        () => test.closedReason ?? test.server.say({ type: 'warning', code: 'lag', message: 'Late.', lag_ms: 1 }),
        () => test.server.shutDown(),
      ];
      for (const step of steps) {
        await test.pass(200);
        step();
      }
      expect(await test.end()).toEqual({ type: 'aborted' });
      const requests = test.server.requests.length;
      await test.pass(5_000);
      expect(test.server.requests).toHaveLength(requests);
      expect(test.server.openConnections).toBe(0);
      expect(test.server.clock.pendingTimers).toBe(0);
    },
  );
});

describe('a server session that ends while the client is away', () => {
  it('loses no word that was said after a Close frame that arrived late', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    await test.pass(50);
    test.server.cut();
    test.server.takeLateClose();
    await test.session.send(spoken(2));
    void test.session.stop();
    expect(await test.end()).toEqual({ type: 'stopped', durationMs: 1000 });
    expect(test.finals).toEqual(['w1@0-500', 'w2@500-1000']);
    expect(test.told('restarted')).toMatchObject([{ wireCode: 'stopped', lost: undefined }]);
  });

  it('is over, and no other one begins, when everything was heard', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    await test.pass(50);
    test.server.cut();
    test.server.takeLateClose();
    void test.session.stop();
    expect(await test.end()).toEqual({ type: 'stopped', durationMs: 500 });
    expect(test.finals).toEqual(['w1@0-500']);
    expect(test.told('restarted')).toEqual([]);
  });

  it('is closed by the server, so that it knows that its finals arrived', async () => {
    const test = await startSession();
    const { connection } = test.server;
    await test.session.send(spoken(1));
    test.server.shutDown();
    await test.pass(500);
    expect(test.told('restarted')).toHaveLength(1);
    expect(connection.isTerminated).toBe(false);
  });

  it('is left after a while by a client whose server does not close', async () => {
    const test = await startSession();
    const { connection } = test.server;
    test.server.say({ type: 'state', state: 'stopped', duration: 0 });
    await test.pass(5_000);
    expect(connection.isTerminated).toBe(true);
    expect(test.session.status()).toBe('listening');
    expect(test.server.requests).toHaveLength(2);
  });
});

describe('a server that says when to come back', () => {
  const busy = { type: 'error', code: 'rate_limited', message: 'Later.', details: { retry_after: 3 } };

  it('is heard in a message, too, as browsers are told', async () => {
    const test = await startSession();
    test.server.refusalMessage = busy;
    test.server.cut();
    await test.pass(2_900);
    expect(test.server.requests).toHaveLength(2);
    test.server.refusalMessage = undefined;
    await test.pass(1_500);
    expect(test.server.requests).toHaveLength(3);
    expect(test.session.status()).toBe('listening');
  });

  it('is named by the error of a first opening', async () => {
    const server = new FakeServer();
    server.refusalMessage = busy;
    const test = new SessionUnderTest({}, {}, server);
    expect(await test.end()).toMatchObject({
      error: { wireCode: 'rate_limited', retryable: true, retryAfterMs: 3000 },
    });
  });

  it.each([-1, 'soon', NaN, null])('is not believed when that is %s', async (retryAfter) => {
    const server = new FakeServer();
    server.refusalMessage = { ...busy, details: { retry_after: retryAfter } };
    const test = new SessionUnderTest({}, {}, server);
    expect(await test.end()).toMatchObject({ error: { wireCode: 'rate_limited', retryAfterMs: undefined } });
  });

  it('is not asked before, and never waited for beyond reconnectTimeoutMs', async () => {
    const test = await startSession({}, { limits: { reconnectTimeoutMs: 60_000 } });
    const delays: number[] = [];
    const { clock } = test.server;
    const schedule = clock.schedule.bind(clock);
    clock.schedule = (delayMs, callback) => {
      delays.push(delayMs);
      return schedule(delayMs, callback);
    };
    const retryAfterMs = 999_999_999_000;
    test.server.refusals.push(new ClientError('refused', 'Later.', { wireCode: 'at_capacity', retryAfterMs }));
    test.server.cut();
    expect(await test.end()).toMatchObject({ error: { wireCode: 'at_capacity', retryable: true } });
    expect(test.server.requests).toHaveLength(2);
    // Timers of 2^31 ms and more fire at once.
    expect(Math.max(...delays)).toBeLessThanOrEqual(60_000);
  });
});
