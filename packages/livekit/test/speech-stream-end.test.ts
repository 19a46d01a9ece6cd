import { APIConnectionError, APIError, APIStatusError, APITimeoutError, stt } from '@livekit/agents';
import { ClientError } from '@steno/client/node';
import { until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { final } from './fake-client.ts';
import { counting } from './frames.ts';
import { atOnce, startStream } from './stream-under-test.ts';

const { FINAL_TRANSCRIPT } = stt.SpeechEventType;

describe('the end of a SpeechStream, and of its sessions', () => {
  it('ends after the last final when the input has ended', async () => {
    const { client, stream, errors, ended, types } = startStream();
    const session = await client.session();
    stream.endInput();
    await until(() => session.isStopping, 'the stop');
    session.tell('final', final('Good bye.'));
    session.finish();
    await ended;
    expect(types()).toEqual([FINAL_TRANSCRIPT]);
    expect(errors).toEqual([]);
  });

  it('aborts its session when it is closed, and tells nothing after', async () => {
    const { client, stream, events, errors, ended } = startStream();
    const session = await client.session();
    stream.close();
    stream.close();
    await ended;
    session.tell('final', final('Too late.'));
    expect(session.isOver).toBe(true);
    expect(events).toEqual([]);
    expect(errors).toEqual([]);
  });

  it.each([
    ['a refused key', new ClientError('refused', 'no', { wireCode: 'unauthorized' }), APIStatusError, 401],
    ['another language', new ClientError('refused', 'no', { wireCode: 'unsupported_language' }), APIStatusError, 400],
    ['a full server', new ClientError('refused', 'no', { wireCode: 'at_capacity' }), APIStatusError, 503],
    ['a lost recognizer', new ClientError('closed', 'no', { wireCode: 'internal' }), APIStatusError, 500],
    ['silence of the server', new ClientError('timeout', 'no'), APITimeoutError, undefined],
    ['no connection', new ClientError('unreachable', 'no'), APIConnectionError, undefined],
    ['words that are not allowed', new ClientError('protocol', 'no'), APIError, undefined],
  ])('says %s in the framework’s error', async (_, failure, expected, statusCode) => {
    const { client, errors, ended } = startStream();
    (await client.session()).fail(failure);
    await ended;
    const [error] = errors;
    expect(error).toBeInstanceOf(expected);
    expect(error).toMatchObject({ retryable: failure.retryable, cause: failure });
    expect(error instanceof APIStatusError ? error.statusCode : undefined).toBe(statusCode);
  });

  it('opens another session when the framework tries again, with the audio that came meanwhile', async () => {
    const { client, errors, push } = startStream({}, { ...atOnce, maxRetry: 1 });
    (await client.session()).fail(new ClientError('unreachable', 'no'));
    push(counting(800));
    const second = await client.session(2);
    await until(() => second.sentSamples === 800, 'the audio');
    expect(errors).toEqual([]);
  });

  it('does not try again what cannot succeed', async () => {
    const { client, errors, ended } = startStream({}, { ...atOnce, maxRetry: 3 });
    (await client.session()).fail(new ClientError('refused', 'no', { wireCode: 'unauthorized' }));
    await ended;
    expect(client.sessions).toHaveLength(1);
    expect(errors).toHaveLength(1);
  });

  it('gives up a server that does not answer in the time of the framework', async () => {
    const { client, errors, ended } = startStream({}, { ...atOnce, timeoutMs: 1 });
    client.opening = 'never';
    await ended;
    expect(errors[0]).toBeInstanceOf(APITimeoutError);
    expect(client.sessions[0]?.isOver).toBe(true);
  });

  it('takes an idle server session for no failure, and opens another one when audio comes', async () => {
    const { client, errors, push } = startStream();
    const first = await client.session();
    first.fail(new ClientError('closed', 'idle', { wireCode: 'idle_timeout' }));
    await first.closed;
    expect(client.sessions).toHaveLength(1);
    push(counting(800));
    const second = await client.session(2);
    await until(() => second.sentSamples === 800, 'the audio');
    expect(errors).toEqual([]);
  });

  it('ends quietly when the input ends while no session is open', async () => {
    const { client, stream, errors, ended } = startStream();
    const first = await client.session();
    first.fail(new ClientError('closed', 'idle', { wireCode: 'idle_timeout' }));
    stream.endInput();
    await ended;
    expect(client.sessions).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it('is a lost connection when the server ends it by itself', async () => {
    const { client, errors, ended } = startStream();
    (await client.session()).finish();
    await ended;
    expect(errors[0]).toBeInstanceOf(APIConnectionError);
    expect(errors[0]).toMatchObject({ retryable: true });
  });

  it('tells a fault of its own instead of waiting', async () => {
    const { client, errors, ended, push } = startStream();
    const session = await client.session();
    session.fault = new TypeError('a fault');
    push(counting(800));
    await ended;
    expect(errors[0]).toBe(session.fault);
  });
});
