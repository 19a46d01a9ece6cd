import { describe, expect, it, vi } from 'vitest';
import { ClientError } from '../../src/common/client-error.ts';
import { FakeServer } from './fake-server.ts';
import { SessionUnderTest, startSession } from './session-under-test.ts';
import { spoken } from './tone-reader.ts';

describe('the end of a session', () => {
  it('is stop, with the whole transcript', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    const stopped = test.session.stop();
    expect(test.session.stop()).toBe(stopped);
    expect(test.session.status()).toBe('stopping');
    expect(await test.end()).toEqual({ type: 'stopped', durationMs: 500 });
    expect((await stopped).text).toBe('w1');
    expect(test.statuses).toEqual(['listening', 'stopping', 'closed']);
    expect(test.told('closed')).toEqual([{ type: 'stopped', durationMs: 500 }]);
  });

  it('comes through a connection that breaks while the last finals are awaited', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    void test.session.stop();
    test.server.cut();
    expect(await test.end()).toMatchObject({ type: 'stopped' });
    expect(test.finals).toEqual(['w1@0-500']);
    expect(test.statuses).toEqual(['listening', 'stopping', 'reconnecting', 'stopping', 'closed']);
  });

  it('lets the server close, so that it knows that everything arrived', async () => {
    const test = await startSession();
    const close = vi.spyOn(test.server.connection, 'close');
    void test.session.stop();
    await test.end();
    expect(close).not.toHaveBeenCalled();
  });

  it('is abort, which closes the connection and is told as no error', async () => {
    const test = await startSession();
    const results: unknown[] = [];
    const reading = (async () => {
      for await (const result of test.session.results) results.push(result);
    })();
    const stopped = test.session.stop();
    test.session.abort();
    test.session.abort();
    expect(await test.end()).toEqual({ type: 'aborted' });
    await reading;
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(test.server.openConnections).toBe(0);
  });

  it('is an aborted signal, which is let go of in any case', async () => {
    const abort = new AbortController();
    const test = await startSession({ signal: abort.signal });
    abort.abort();
    expect(await test.end()).toEqual({ type: 'aborted' });
    const other = new AbortController();
    const remove = vi.spyOn(other.signal, 'removeEventListener');
    const stopping = await startSession({ signal: other.signal });
    void stopping.session.stop();
    await stopping.end();
    expect(remove).toHaveBeenCalled();
  });

  it('is a signal that had aborted before: nothing is connected', async () => {
    const test = new SessionUnderTest({ signal: AbortSignal.abort() });
    expect(await test.end()).toEqual({ type: 'aborted' });
    expect(test.server.requests).toEqual([]);
    await expect(test.session.opened).rejects.toMatchObject({ code: 'aborted', retryable: false });
  });

  it('is an error of the server that no new attempt would change', async () => {
    const test = await startSession();
    const stopped = test.session.stop();
    test.server.say({ type: 'error', code: 'message_too_large', message: 'Too large.', details: { limit: 1 } });
    const reason = await test.end();
    expect(reason).toMatchObject({
      type: 'failed',
      error: { code: 'closed', wireCode: 'message_too_large', details: { limit: 1 }, retryable: false },
    });
    await expect(stopped).rejects.toBe(reason.type === 'failed' ? reason.error : undefined);
    await expect(async () => {
      for await (const _ of test.session.results);
    }).rejects.toThrow('Too large.');
  });

  it.each(['idle_timeout', 'internal'])('is %s in a session, although it may be tried again', async (code) => {
    const test = await startSession();
    test.server.say({ type: 'error', code, message: 'Over.' });
    expect(await test.end()).toMatchObject({ error: { wireCode: code, retryable: true } });
    expect(test.server.requests).toHaveLength(1);
  });

  it('is a server that says nothing for long after stop', async () => {
    const test = await startSession({}, { limits: { stopTimeoutMs: 3000 } });
    test.server.connection.onMessage = () => undefined;
    void test.session.stop();
    await test.pass(2000);
    test.server.say({ type: 'warning', code: 'lag', message: 'Later.', lag_ms: 9 });
    await test.pass(2500);
    expect(test.closedReason).toBeUndefined();
    expect(await test.end()).toMatchObject({ error: { code: 'timeout' } });
  });

  it('is a first connection that cannot be made, at once', async () => {
    const server = new FakeServer();
    server.refusals.push(new ClientError('refused', 'Full.', { wireCode: 'at_capacity', retryAfterMs: 5000 }));
    const test = new SessionUnderTest({}, {}, server);
    expect(await test.end()).toMatchObject({ error: { wireCode: 'at_capacity', retryable: true, retryAfterMs: 5000 } });
    await expect(test.session.opened).rejects.toThrow('Full.');
  });

  it('removes all listeners after closed', async () => {
    const test = await startSession();
    const listener = vi.fn();
    test.session.on('status', listener);
    test.session.abort();
    await test.end();
    listener.mockClear();
    test.session.on('closed', listener)();
    test.session.abort();
    expect(listener).not.toHaveBeenCalled();
  });

  it('is not hurt by what a listener throws', async () => {
    const reports: unknown[] = [];
    const report = (error: unknown): void => {
      reports.push(error);
    };
    const before = process.rawListeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', report);
    const test = await startSession();
    const after = vi.fn();
    test.session.on('final', () => {
      throw new Error('mine');
    });
    test.session.on('final', after);
    await test.session.send(spoken(1));
    void test.session.stop();
    expect(await test.end()).toMatchObject({ type: 'stopped' });
    await new Promise((resolve) => setImmediate(resolve));
    process.removeListener('unhandledRejection', report);
    for (const listener of before) process.on('unhandledRejection', listener as never);
    expect(after).toHaveBeenCalledOnce();
    expect(reports).toEqual([new Error('mine')]);
  });
});
