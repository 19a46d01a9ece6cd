import { describe, expect, it } from 'vitest';
import { InvalidStateError } from '../../src/common/client-error.ts';
import { isSettled, settle, startSession } from './session-under-test.ts';
import { spoken } from './tone-reader.ts';

const audioOf = (sent: readonly (string | Uint8Array)[]): number =>
  sent.reduce((sum, data) => sum + (typeof data === 'string' ? 0 : data.length), 0);

describe('the audio of a session', () => {
  it.each([
    ['samples', new Int16Array([1, -2, 3])],
    ['bytes', new Uint8Array([1, 0, 254, 255, 3, 0])],
    ['a buffer', new Uint8Array([1, 0, 254, 255, 3, 0]).buffer],
  ])('is taken as %s', async (_what, chunk) => {
    const { session, server } = await startSession();
    await session.send(chunk);
    expect(server.connection.sent).toEqual([new Uint8Array([1, 0, 254, 255, 3, 0])]);
  });

  it('is copied', async () => {
    const { session, server } = await startSession();
    const chunk = new Uint8Array([1, 2]);
    const sending = session.send(chunk);
    chunk.fill(9);
    await sending;
    expect(server.connection.sent).toEqual([new Uint8Array([1, 2])]);
  });

  it('is refused as floating-point numbers, with what to do', async () => {
    const { session } = await startSession();
    const sending = session.send(new Float32Array(2) as never);
    await expect(sending).rejects.toThrow(TypeError);
    await expect(sending).rejects.toThrow('give toInt16(samples)');
  });

  it.each([['text'], [undefined], [[1, 2]], [new Float64Array(1)]])('is refused as %j', async (chunk) => {
    const { session } = await startSession();
    await expect(session.send(chunk as never)).rejects.toThrow(TypeError);
  });

  it('is refused after stop', async () => {
    const test = await startSession();
    void test.session.stop();
    await expect(test.session.send(spoken(1))).rejects.toThrow(InvalidStateError);
    await expect(test.session.flush()).rejects.toThrow(InvalidStateError);
    await test.end();
    await expect(test.session.send(spoken(1))).rejects.toThrow(InvalidStateError);
  });

  it('is refused after a failure with what the session failed with', async () => {
    const test = await startSession();
    test.server.say({ type: 'error', code: 'bad_request', message: 'No.' });
    await test.end();
    await expect(test.session.send(spoken(1))).rejects.toMatchObject({ code: 'closed', wireCode: 'bad_request' });
  });

  it('waits while the socket holds too much', async () => {
    const { session, server } = await startSession({}, { limits: { highWaterMarkBytes: 100 } });
    server.connection.bufferedBytes = 100;
    const isSent = isSettled(session.send(spoken(1, 1)));
    await settle();
    expect(isSent()).toBe(false);
    server.connection.drain();
    await settle();
    expect(isSent()).toBe(true);
  });

  it('waits for the server once all that may be kept is not acknowledged', async () => {
    const test = await startSession({}, { limits: { resendBufferMs: 1000 } });
    test.server.acknowledges = false;
    await test.session.send(spoken(0, 1000));
    const isSent = isSettled(test.session.send(spoken(0, 100)));
    await test.pass(100);
    expect(isSent()).toBe(false);
    expect(audioOf(test.server.connection.sent)).toBe(32_000);
    test.server.say({ type: 'ack', received_ms: 100 });
    await test.pass(20);
    expect(isSent()).toBe(true);
  });

  it('ends the session instead of waiting when that is asked for', async () => {
    const test = await startSession({ whenBufferFull: 'fail' }, { limits: { resendBufferMs: 1000 } });
    test.server.acknowledges = false;
    await test.session.send(spoken(0, 1000));
    await expect(test.session.send(spoken(0, 1))).rejects.toMatchObject({ code: 'buffer_full', retryable: false });
    expect(await test.end()).toMatchObject({ type: 'failed', error: { code: 'buffer_full' } });
  });

  it('ends the session of a caller that does not wait, before memory does', async () => {
    const test = await startSession({}, { limits: { resendBufferMs: 1000 } });
    test.server.acknowledges = false;
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => test.session.send(spoken(0, 700))));
    // The first one is with the socket; of the others as much waits as is kept.
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(await test.end()).toMatchObject({ error: { code: 'buffer_full' } });
  });

  it('is kept before the connection is there', async () => {
    const test = await startSession();
    test.server.cut();
    await test.session.send(spoken(1));
    await test.session.send(spoken(2));
    await test.pass(400);
    expect(test.session.transcript.text).toBe('w1 w2');
  });

  it('is taken through a stream, whose closing is stop', async () => {
    const test = await startSession();
    const writer = test.session.audio.getWriter();
    const writing = (async () => {
      await writer.write(spoken(1));
      await writer.close();
    })();
    expect(await test.end()).toEqual({ type: 'stopped', durationMs: 500 });
    await writing;
    expect(test.finals).toEqual(['w1@0-500']);
  });

  it('tells whoever writes into the stream that the session has failed', async () => {
    const test = await startSession();
    const writer = test.session.audio.getWriter();
    const closed = expect(writer.closed).rejects.toMatchObject({ wireCode: 'bad_request' });
    test.server.say({ type: 'error', code: 'bad_request', message: 'No.' });
    await test.end();
    await closed;
  });

  it('ends the session when the stream is aborted', async () => {
    const test = await startSession();
    await test.session.audio.abort();
    expect(await test.end()).toEqual({ type: 'aborted' });
  });
});
