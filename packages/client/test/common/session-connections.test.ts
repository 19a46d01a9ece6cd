import { describe, expect, it } from 'vitest';
import { ClientError } from '../../src/common/client-error.ts';
import { FakeServer } from './fake-server.ts';
import { SessionUnderTest, settle, startSession } from './session-under-test.ts';
import { spoken } from './tone-reader.ts';

const busy = (retryAfterMs?: number): ClientError =>
  new ClientError('refused', 'Full.', { wireCode: 'at_capacity', retryAfterMs });

describe('the connections of a session', () => {
  it('ask for the options, with acknowledgements whatever the caller wants', async () => {
    const test = await startSession({ language: 'en-US', endpointingMs: 300, partial: false });
    expect(test.server.requests[0]?.url).toBe(
      'ws://server:8080/v2/realtime?language=en-US&endpointing_ms=300&partial=false&ack=true',
    );
  });

  it('send key terms in the first message, and no audio before its answer', async () => {
    const test = await startSession({ keyTerms: ['Ada'], language: 'en' });
    expect(test.server.requests[0]?.url).toBe('ws://server:8080/v2/realtime?language=en');
    expect(test.server.commands).toEqual([{ action: 'start', ack: true, key_terms: ['Ada'] }]);
    await test.session.send(spoken(1));
    await test.pass(20);
    expect(test.told('listening')).toHaveLength(1);
    expect(test.session.transcript.text).toBe('w1');
  });

  it('have a credential of their own each', async () => {
    let count = 0;
    const test = await startSession({}, { token: async () => `token-${(count += 1)}` });
    test.server.cut();
    await test.pass(300);
    expect(test.server.requests.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
  });

  it('fail with what the token provider threw as the cause', async () => {
    const cause = new Error('secret');
    const test = new SessionUnderTest({}, { token: () => Promise.reject(cause) });
    expect(await test.end()).toMatchObject({ error: { code: 'token', message: 'The token provider failed.', cause } });
  });

  it('give up a token provider that never answers, and tell it so', async () => {
    let signal: AbortSignal | undefined;
    const never = new SessionUnderTest(
      {},
      {
        token: (request) => {
          ({ signal } = request);
          return new Promise(() => undefined);
        },
        limits: { tokenTimeoutMs: 500 },
      },
    );
    expect(await never.end()).toMatchObject({ error: { code: 'token' } });
    expect(signal?.aborted).toBe(true);
  });

  it.each([[''], [undefined], [7]])('fail when the token provider gives %j', async (token) => {
    const test = new SessionUnderTest({}, { token: () => token as string });
    expect(await test.end()).toMatchObject({ error: { code: 'token', retryable: false } });
  });

  it('come back although the token provider fails for a while', async () => {
    let failuresToCome = 0;
    const token = (): string => {
      if (failuresToCome === 0) return 'token';
      failuresToCome -= 1;
      throw new Error('not now');
    };
    const test = await startSession({}, { token });
    failuresToCome = 3;
    test.server.cut();
    await test.pass(5000, 50);
    expect(failuresToCome).toBe(0);
    expect(test.told('resumed')).toHaveLength(1);
  });

  it('give up a server that takes the connection and says nothing', async () => {
    const server = new FakeServer();
    const test = new SessionUnderTest({}, { limits: { connectTimeoutMs: 700 } }, server);
    await settle();
    server.connection.isFrozen = true;
    expect(await test.end()).toMatchObject({
      error: { code: 'timeout', message: 'server:8080 did not answer within 1 s.' },
    });
  });

  it('tell a refusal that comes as a message, as browsers get it', async () => {
    const server = new FakeServer();
    server.refusalMessage = { type: 'error', code: 'unauthorized', message: 'No credential.' };
    const test = new SessionUnderTest({}, {}, server);
    expect(await test.end()).toMatchObject({
      error: { code: 'refused', wireCode: 'unauthorized', message: 'No credential.' },
    });
  });

  it('are made again with growing, jittered delays', async () => {
    const test = await startSession();
    test.server.refusals.push(busy(), busy(), busy());
    const startMs = test.server.clock.nowMs();
    const atMs: number[] = [];
    const { length } = test.server.requests;
    test.server.cut();
    while (test.told('resumed').length === 0) {
      const before = test.server.requests.length;
      await test.pass(5);
      if (test.server.requests.length > before) atMs.push(test.server.clock.nowMs() - startMs);
    }
    // Half of 250, 500, 1000 and 2000, one behind the other.
    expect(atMs).toEqual([125, 375, 875, 1875]);
    expect(test.server.requests).toHaveLength(length + 4);
  });

  it('wait for as long as the server asks, and a random time more, so that not all come at once', async () => {
    const test = await startSession();
    test.server.refusals.push(busy(7000));
    test.server.cut();
    // 125 ms to the first attempt, then 250 ms behind what was asked.
    await test.pass(7300, 20);
    expect(test.server.requests).toHaveLength(2);
    await test.pass(200);
    expect(test.told('resumed')).toMatchObject([{ sessionId: 'session-1' }]);
  });

  it('are not made again after an answer that will stay the same', async () => {
    const test = await startSession();
    test.server.refusals.push(new ClientError('refused', 'Revoked.', { wireCode: 'unauthorized' }));
    test.server.cut();
    expect(await test.end()).toMatchObject({ error: { wireCode: 'unauthorized' } });
    expect(test.server.requests).toHaveLength(2);
  });

  it('are given up after a while, with the last reason', async () => {
    const test = await startSession({}, { limits: { reconnectTimeoutMs: 5000 } });
    for (let count = 0; count < 100; count += 1) test.server.refusals.push(busy());
    test.server.cut();
    const startMs = test.server.clock.nowMs();
    const reason = await test.end();
    expect(reason).toMatchObject({ error: { code: 'refused', wireCode: 'at_capacity', retryable: true } });
    expect(reason.type === 'failed' && reason.error.message).toBe(
      'No connection to server:8080 has lasted for 5 s. Full.',
    );
    expect(test.server.clock.nowMs() - startMs).toBeLessThan(5200);
  });

  it('are given up, too, when each of them breaks at once', async () => {
    const test = await startSession({}, { limits: { reconnectTimeoutMs: 5000 } });
    const breaking = test.session.on('resumed', () => {
      test.server.clock.schedule(1, () => test.server.cut());
    });
    test.server.cut();
    expect(await test.end()).toMatchObject({ error: { code: 'closed' } });
    breaking();
    expect(test.server.requests.length).toBeLessThan(12);
  });

  it('try the first opening again when that is asked for', async () => {
    const server = new FakeServer();
    server.refusals.push(busy(), busy());
    const test = new SessionUnderTest({ retryOpening: true }, {}, server);
    await test.session.send(spoken(1));
    void test.session.stop();
    expect(await test.end()).toMatchObject({ type: 'stopped' });
    expect(test.statuses).toEqual(['stopping', 'closed']);
    expect(test.finals).toEqual(['w1@0-500']);
  });

  it('are resumed from the last good message after a gap in the numbers, once', async () => {
    const test = await startSession();
    test.server.connection.deliver({ type: 'warning', seq: 7, code: 'lag', message: 'Out of order.', lag_ms: 1 });
    await test.pass(500);
    expect(test.told('resumed')).toHaveLength(1);
    expect(test.told('warning')).toEqual([]);
    test.server.connection.deliver({ type: 'warning', seq: 0, code: 'lag', message: 'Again.', lag_ms: 1 });
    expect(await test.end()).toMatchObject({ error: { code: 'protocol' } });
  });

  it('count messages of a type that they do not know', async () => {
    const test = await startSession();
    test.server.say({ type: 'applause' });
    test.server.say({ type: 'warning', code: 'idle', message: 'Soon.' });
    await test.pass(20);
    expect(test.told('warning')).toEqual([{ code: 'idle', message: 'Soon.' }]);
  });

  it.each([[{ type: 'ack', seq: 1 }], [{ type: 'transcript', seq: 1, result: {} }]])(
    'fail at a message with wrong fields: %j',
    async (message) => {
      const test = await startSession();
      test.server.connection.deliver(message);
      expect(await test.end()).toMatchObject({ error: { code: 'protocol', retryable: false } });
    },
  );

  it('fail when another connection has taken the session over', async () => {
    const test = await startSession();
    test.server.connection.deliver({ type: 'error', code: 'superseded', message: 'Taken over.' });
    expect(await test.end()).toMatchObject({ error: { wireCode: 'superseded' } });
    expect(test.server.requests).toHaveLength(1);
  });

  it('ask for a flush again, once, at its place', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    const flushed = test.session.flush();
    await test.session.send(spoken(2));
    test.server.cut();
    await test.pass(500);
    await flushed;
    void test.session.stop();
    await test.end();
    expect(test.finals).toEqual(['w1@0-500', 'w2@500-1000']);
    expect(test.server.commands.filter(({ action }) => action === 'flush')).toHaveLength(1);
  });

  it('say that the client is there, without audio, only when that is asked for', async () => {
    const quiet = await startSession();
    const test = await startSession({ keepAlive: true });
    await quiet.pass(65_000, 100);
    await test.pass(45_000, 100);
    expect(quiet.server.commands).toEqual([]);
    expect(test.server.commands).toEqual([{ action: 'keepalive' }, { action: 'keepalive' }]);
    await test.session.send(spoken(1));
    await test.pass(20_000, 100);
    expect(test.server.commands).toHaveLength(2);
  });

  it('tell each message once, in order, whatever was cut', async () => {
    const test = await startSession();
    const numbers: number[] = [];
    test.session.on('message', (message) => {
      if (message.type === 'transcript') numbers.push(message.seq);
    });
    for (const value of [1, 2, 0, 3]) {
      await test.session.send(spoken(value));
      await test.pass(5);
      test.server.cut();
      await test.pass(500);
    }
    expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
    expect(numbers).toHaveLength(4);
  });

  it('count as good once they have lasted, although nobody spoke', async () => {
    const test = await startSession({}, { limits: { reconnectTimeoutMs: 30_000 } });
    for (let count = 0; count < 5; count += 1) {
      await test.pass(12_000, 100);
      test.server.cut();
    }
    await test.pass(500);
    expect(test.told('resumed')).toHaveLength(5);
  });
});
