import { describe, expect, it } from 'vitest';
import { ClientError } from '../../src/common/client-error.ts';
import { isSettled, startSession } from './session-under-test.ts';
import { spoken } from './tone-reader.ts';

describe('a session whose server forgets it', () => {
  it('goes on where the last final ends, and tells so', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    await test.session.send(spoken(0));
    await test.session.send(spoken(2));
    await test.pass(50);
    expect(test.session.transcript.text).toBe('w1 w2');
    test.server.restart();
    await test.pass(500);
    expect(test.told('restarted')).toEqual([
      {
        previousSessionId: 'session-1',
        sessionId: 'session-2',
        wireCode: 'session_unknown',
        heardAgainFromMs: 500,
        lost: undefined,
      },
    ]);
    expect(test.session.id).toBe('session-2');
    await test.session.send(spoken(3));
    void test.session.stop();
    await test.end();
    expect(test.finals).toEqual(['w1@0-500', 'w2 w3@1000-2000']);
    expect(test.session.transcript.finals.map(({ segment }) => segment)).toEqual([0, 1]);
  });

  it('is followed by another one when it is as long as one may be', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    await test.pass(50);
    test.server.say({ type: 'error', code: 'session_limit', message: 'Long enough.', details: { limit_ms: 500 } });
    await test.pass(500);
    expect(test.told('restarted')).toMatchObject([{ wireCode: 'session_limit', heardAgainFromMs: 0, lost: undefined }]);
    expect(test.server.requests.at(-1)?.url).not.toContain('session=');
  });

  it('tells the audio that was not kept', async () => {
    const test = await startSession({}, { limits: { resendBufferMs: 1000 } });
    for (const value of [1, 0, 2, 3, 4]) {
      await test.session.send(spoken(value));
      await test.pass(50);
    }
    test.server.restart();
    await test.pass(500);
    // 1.5 s since the final were heard and acknowledged, of which the newest 1 s is kept.
    expect(test.told('restarted')).toMatchObject([{ heardAgainFromMs: 1500, lost: { fromMs: 500, toMs: 1500 } }]);
    void test.session.stop();
    expect(await test.end()).toEqual({ type: 'stopped', durationMs: 1500 });
    expect(test.finals).toEqual(['w1@0-500', 'w3 w4@1500-2500']);
  });

  it('takes a server that ends in order for one that another takes the place of', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    await test.pass(50);
    test.server.shutDown();
    await test.pass(500);
    expect(test.told('shuttingDown')).toEqual([{ at: new Date(1_000_000) }]);
    expect(test.told('restarted')).toMatchObject([{ wireCode: 'shutting_down', heardAgainFromMs: 500 }]);
    await test.session.send(spoken(2));
    void test.session.stop();
    expect(await test.end()).toEqual({ type: 'stopped', durationMs: 1000 });
    expect(test.finals).toEqual(['w1@0-500', 'w2@500-1000']);
    expect(test.statuses).toEqual(['listening', 'reconnecting', 'listening', 'stopping', 'closed']);
  });

  it('is over when the server ends in order and has heard everything', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    void test.session.stop();
    test.server.shutDown();
    expect(await test.end()).toMatchObject({ type: 'stopped' });
    expect(test.finals).toEqual(['w1@0-500']);
  });

  it('begins anew after it read too slowly', async () => {
    const test = await startSession();
    test.server.connection.deliver({ type: 'error', code: 'slow_consumer', message: 'Too slow.' });
    await test.pass(500);
    expect(test.told('restarted')).toMatchObject([{ wireCode: 'slow_consumer', heardAgainFromMs: 0 }]);
  });

  it('fulfils a flush whose audio is final', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    await test.session.send(spoken(0));
    await test.pass(15);
    const flushed = test.session.flush();
    test.server.restart();
    await test.pass(500);
    await flushed;
  });

  it('shows the open segment as a partial of the new session', async () => {
    const test = await startSession();
    await test.session.send(spoken(1));
    await test.pass(50);
    test.server.restart();
    expect(test.session.transcript.partial?.text).toBe('w1');
    await test.pass(500);
    expect(test.session.transcript.partial).toMatchObject({ text: 'w1', segment: 0 });
  });

  it('forgets none of the audio that must be heard again while it waits for another server', async () => {
    const test = await startSession({}, { limits: { resendBufferMs: 1000 } });
    await test.session.send(spoken(1));
    await test.session.send(spoken(2, 300));
    await test.pass(50);
    test.server.refusals.push(undefined, new ClientError('refused', 'Full.', { wireCode: 'at_capacity' }));
    test.server.restart();
    await test.pass(200);
    const isSent = isSettled(test.session.send(spoken(2)));
    await test.pass(100);
    expect(isSent()).toBe(false);
    await test.pass(1000);
    expect(isSent()).toBe(true);
    expect(test.told('restarted')).toMatchObject([{ heardAgainFromMs: 0, lost: undefined }]);
    expect(test.session.transcript.text).toBe('w1 w2');
  });

  it('has the last milliseconds heard that a server which ends did not hear any more', async () => {
    const test = await startSession();
    await test.session.send(spoken(1, 495));
    await test.pass(50);
    await test.session.send(spoken(1, 5));
    void test.session.stop();
    test.server.shutDown();
    await test.end();
    expect(test.finals).toEqual(['w1@0-500']);
  });

  it('tells once what is lost, although the next server forgets it, too', async () => {
    const test = await startSession({}, { limits: { resendBufferMs: 1000 } });
    for (const value of [1, 2, 3, 4]) {
      await test.session.send(spoken(value));
      await test.pass(50);
    }
    for (let count = 0; count < 2; count += 1) {
      test.server.restart();
      await test.pass(500);
    }
    expect(test.told('restarted')).toMatchObject([
      { heardAgainFromMs: 1000, lost: { fromMs: 0, toMs: 1000 } },
      { heardAgainFromMs: 1000, lost: undefined },
    ]);
  });
});
