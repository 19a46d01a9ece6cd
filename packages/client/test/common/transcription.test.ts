import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClientError, InvalidStateError } from '../../src/common/client-error.ts';
import { openTranscription, type Transcription, transcriptionDefaults } from '../../src/common/transcription.ts';
import { FakeSocket } from './fake-socket.ts';

const listening = { type: 'state', seq: 0, state: 'listening' };

async function open(
  limits: Partial<typeof transcriptionDefaults> = {},
  start?: string,
): Promise<{
  readonly socket: FakeSocket;
  readonly session: Transcription;
}> {
  const socket = new FakeSocket();
  const session = await openTranscription(socket.open, { ...transcriptionDefaults, ...limits }, start);
  return { socket, session };
}

async function failureOf(session: Transcription): Promise<ClientError> {
  const reason = await session.closed;
  if (reason.type === 'failed') return reason.error;
  throw new Error(`the session ended with ${reason.type}`);
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a session', () => {
  it('ends with the duration that the server says', async () => {
    const { socket, session } = await open();
    const stopped = session.stop();
    expect(socket.sent).toEqual(['{"action":"stop"}']);
    socket.say({ type: 'state', seq: 1, state: 'stopped', duration: 2.5 });
    expect(await stopped).toEqual({ type: 'stopped', durationSeconds: 2.5 });
    expect(socket.calls).toEqual(['close']);
  });

  it('holds a sender back while the socket holds too much', async () => {
    const { socket, session } = await open({ highWaterMarkBytes: 100 });
    let isSent = false;
    const sending = session.send(new Uint8Array(150)).then(() => {
      isSent = true;
    });
    await Promise.resolve();
    expect(isSent).toBe(false);
    socket.drain();
    await sending;
    expect(isSent).toBe(true);
    session.abort();
  });

  it('frees a sender that waits when the session fails', async () => {
    const { socket, session } = await open({ highWaterMarkBytes: 100 });
    const sending = session.send(new Uint8Array(150));
    socket.listener?.onClosed(1006, '');
    await expect(sending).rejects.toMatchObject({ code: 'closed', message: 'The connection to the server broke.' });
  });

  it('refuses audio after stop', async () => {
    const { session } = await open();
    void session.stop();
    await expect(session.send(new Uint8Array(2))).rejects.toThrow(InvalidStateError);
    session.abort();
  });

  it('says that the session was refused when an error comes before it began', async () => {
    const { socket, session } = await open();
    socket.say({ type: 'error', code: 'unsupported_language', message: 'No.', details: { served: ['en'] } });
    expect(await failureOf(session)).toMatchObject({
      code: 'refused',
      wireCode: 'unsupported_language',
      details: { served: ['en'] },
      retryable: false,
    });
  });

  it('says that the session was closed when an error comes later', async () => {
    const { socket, session } = await open();
    socket.say(listening);
    socket.say({ type: 'error', seq: 1, code: 'internal', message: 'The worker was lost.' });
    expect(await failureOf(session)).toMatchObject({ code: 'closed', wireCode: 'internal', retryable: true });
  });

  it('sends its first message at once, and was refused when an error answers it', async () => {
    const { socket, session } = await open({}, '{"action":"start"}');
    expect(socket.sent).toEqual(['{"action":"start"}']);
    socket.say(listening);
    socket.say({ type: 'error', seq: 1, code: 'bad_request', message: 'No.' });
    expect(await failureOf(session)).toMatchObject({ code: 'refused', wireCode: 'bad_request' });
  });

  it('was closed when an error comes after the answer to its first message', async () => {
    const { socket, session } = await open({}, '{"action":"start"}');
    socket.say(listening);
    socket.say({ ...listening, seq: 1 });
    socket.say({ type: 'error', seq: 2, code: 'internal', message: 'Sorry.' });
    expect(await failureOf(session)).toMatchObject({ code: 'closed', wireCode: 'internal' });
  });

  it('keeps its first reason', async () => {
    const { socket, session } = await open();
    session.abort();
    socket.listener?.onClosed(1000, '');
    expect(await session.closed).toEqual({ type: 'aborted' });
    expect(socket.calls).toEqual(['terminate']);
  });

  it('names the code and the words of a close that came too early', async () => {
    const { socket, session } = await open();
    socket.listener?.onClosed(4408, 'idle');
    expect((await failureOf(session)).message).toContain('code 4408, "idle"');
  });

  it.each(['not json', '{"type":"transcript","seq":1}'])(
    'ends over a message that breaks the contract: %s',
    async (text) => {
      const { socket, session } = await open();
      socket.listener?.onText(text);
      expect(await failureOf(session)).toMatchObject({ code: 'protocol', retryable: false });
    },
  );

  it('ends over a binary message', async () => {
    const { socket, session } = await open();
    socket.listener?.onBinary();
    expect(await failureOf(session)).toMatchObject({ code: 'protocol' });
  });

  it('passes over a message of a type it does not know', async () => {
    const { socket, session } = await open();
    socket.say({ type: 'weather', seq: 1 });
    socket.say(listening);
    session.abort();
    const types: string[] = [];
    for await (const message of session.messages) types.push(message.type);
    expect(types).toEqual(['state']);
  });

  it('pings, and gives a server up that shows no sign of life', async () => {
    const { socket, session } = await open();
    vi.advanceTimersByTime(40_000);
    expect(socket.calls).toEqual(['ping', 'ping']);
    vi.advanceTimersByTime(20_000);
    expect(await failureOf(session)).toMatchObject({ code: 'timeout', retryable: true });
  });

  it('keeps a server that answers pings', async () => {
    const { socket, session } = await open();
    for (let turn = 0; turn < 10; turn += 1) {
      vi.advanceTimersByTime(20_000);
      socket.listener?.onActivity();
    }
    socket.say({ type: 'state', seq: 0, state: 'stopped' });
    expect(await session.closed).toMatchObject({ type: 'stopped' });
  });

  it('gives a server up that answers pings and never ends what was stopped', async () => {
    const { socket, session } = await open();
    void session.stop();
    for (let turn = 0; turn < 8; turn += 1) {
      vi.advanceTimersByTime(20_000);
      socket.listener?.onActivity();
    }
    expect(await failureOf(session)).toMatchObject({ code: 'timeout' });
  });

  it('does not take a server for dead while nobody reads its messages', async () => {
    const { socket, session } = await open({ maxUnreadMessages: 1 });
    socket.say(listening);
    expect(socket.calls).toEqual(['pause']);
    vi.advanceTimersByTime(300_000);
    expect(socket.calls).toEqual(['pause']);
    session.abort();
    expect(await session.closed).toEqual({ type: 'aborted' });
  });
});
