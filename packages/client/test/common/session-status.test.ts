import { describe, expect, it } from 'vitest';
import { startSession } from './session-under-test.ts';
import { spoken } from './tone-reader.ts';

describe('the status of a session', () => {
  it('is stale while pings are not answered, and the connection is given up after a while', async () => {
    const test = await startSession();
    await test.pass(50_000, 100);
    expect(test.statuses).toEqual(['listening']);
    expect(test.server.connection.pings).toBe(2);
    test.server.connection.isFrozen = true;
    await test.pass(31_000, 100);
    expect(test.session.status()).toBe('stale');
    await test.pass(30_000, 100);
    expect(test.statuses).toEqual(['listening', 'stale', 'reconnecting', 'listening']);
  });

  it('is listening again after a sign of life', async () => {
    const test = await startSession();
    test.server.connection.isFrozen = true;
    await test.pass(45_000, 100);
    expect(test.session.status()).toBe('stale');
    test.server.connection.isFrozen = false;
    await test.pass(20_000, 100);
    expect(test.statuses).toEqual(['listening', 'stale', 'listening']);
  });

  it('needs no pings where audio is acknowledged', async () => {
    const test = await startSession({}, { limits: { pingIntervalMs: 1000, silenceTimeoutMs: 2000 } });
    Object.defineProperty(test.server.connection, 'ping', { value: () => undefined });
    test.server.connection.isFrozen = true;
    await test.session.send(spoken(1));
    await test.pass(1100);
    expect(test.session.status()).toBe('stale');
    await test.pass(1500);
    expect(test.told('resumed')).toHaveLength(1);
  });

  it('is slow from 5 s of audio that are not acknowledged, until less than 2 s are', async () => {
    const test = await startSession();
    test.server.acknowledges = false;
    await test.session.send(spoken(0, 5000));
    expect(test.session.status()).toBe('listening');
    await test.session.send(spoken(0, 100));
    expect(test.session.status()).toBe('slow');
    test.server.say({ type: 'ack', received_ms: 3000 });
    await test.pass(20);
    expect(test.session.status()).toBe('slow');
    test.server.say({ type: 'ack', received_ms: 3101 });
    await test.pass(20);
    expect(test.statuses).toEqual(['listening', 'slow', 'listening']);
  });

  it('is slow for 15 s after the server said that it lags', async () => {
    const test = await startSession();
    test.server.say({ type: 'warning', code: 'lag', message: 'Behind.', lag_ms: 4000 });
    await test.pass(14_000, 100);
    test.server.say({ type: 'warning', code: 'lag', message: 'Behind.', lag_ms: 4000 });
    await test.pass(14_900, 100);
    expect(test.session.status()).toBe('slow');
    await test.pass(200);
    expect(test.statuses).toEqual(['listening', 'slow', 'listening']);
    expect(test.told('warning')[0]).toEqual({ code: 'lag', message: 'Behind.', lagMs: 4000 });
  });
});
