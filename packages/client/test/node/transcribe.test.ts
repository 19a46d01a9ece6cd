import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ServerMessage } from '@steno/protocol';
import { makeTemporaryDirectory, ScriptedHost, startScriptedServer, tone } from '@steno/testkit';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ClientError } from '../../src/common/client-error.ts';
import type { Transcription } from '../../src/common/transcription.ts';
import { transcribe, type TranscribeOptions } from '../../src/node/transcribe.ts';

type TestServer = Awaited<ReturnType<typeof startScriptedServer>>;

async function startServer(recognition = new ScriptedHost()): Promise<TestServer> {
  const server = await startScriptedServer({ recognition });
  onTestFinished(() => server.close());
  return server;
}

async function refusal(options: TranscribeOptions): Promise<ClientError | TypeError> {
  try {
    (await transcribe(options)).abort();
  } catch (error) {
    return error as ClientError | TypeError;
  }
  throw new Error('the session was not refused');
}

/** How a session ends that is refused at its opening or by the answer to its first message. */
async function outcome(options: TranscribeOptions): Promise<unknown> {
  try {
    const reason = await (await transcribe(options)).closed;
    return reason.type === 'failed' ? reason.error : reason;
  } catch (error) {
    return error;
  }
}

async function all(session: Transcription): Promise<readonly ServerMessage[]> {
  const messages: ServerMessage[] = [];
  for await (const message of session.messages) messages.push(message);
  return messages;
}

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('transcribe', () => {
  it('sends audio and reads messages to the end', async () => {
    const { url, key } = await startServer();
    const session = await transcribe({ url, key, language: 'en' });
    await session.send(pcm(2_000));
    expect(await session.stop()).toEqual({ type: 'stopped', durationSeconds: 2 });
    const types: string[] = [];
    let text = '';
    for await (const message of session.messages) {
      types.push(message.type);
      if (message.type === 'transcript' && message.result.is_final) text += message.result.text;
    }
    expect(types[0]).toBe('state');
    expect(types.at(-1)).toBe('state');
    expect(text).not.toBe('');
  });

  it('sends the options it is given', async () => {
    const { url, key } = await startServer();
    const session = await transcribe({ url, key, language: 'en', options: { partial: false } });
    await session.send(pcm(2_000));
    await session.stop();
    const partials: string[] = [];
    for await (const message of session.messages) {
      if (message.type === 'transcript' && !message.result.is_final) partials.push(message.result.text);
    }
    expect(partials).toEqual([]);
  });

  it('asks for everything a session can be asked for', async () => {
    const recognition = new ScriptedHost({ secondModelId: 'second', takesKeyTerms: true });
    const { url, key } = await startServer(recognition);
    const options = { type: 'quality', endpointingMs: 300, maxSegmentMs: 5000, formatted: false } as const;
    const session = await transcribe({ url, key, language: 'en', options });
    await session.stop();
    const messages = await all(session);
    expect(messages).toMatchObject([
      { state: 'listening', served_type: 'quality', second_model: 'second', endpointing_ms: 300, max_segment_ms: 5000 },
      { state: 'stopped' },
    ]);
  });

  it('sends key terms, and the options with them, in the first message', async () => {
    const recognition = new ScriptedHost({ takesKeyTerms: true });
    const { url, key } = await startServer(recognition);
    const options = { keyTerms: ['Ada Lovelace', 'Steno, Inc.'], endpointingMs: 300, type: 'quality' } as const;
    const session = await transcribe({ url, key, language: 'en', options });
    await session.send(pcm(600));
    await session.stop();
    expect(await all(session)).toMatchObject([
      { state: 'listening', endpointing_ms: 500 },
      { state: 'listening', endpointing_ms: 300, key_terms: 2 },
      { type: 'warning', code: 'quality_not_served' },
      { result: { is_final: false } },
      { result: { is_final: true } },
      { state: 'stopped' },
    ]);
    expect(recognition.streams.map((stream) => stream.options.keyTerms)).toEqual([[], options.keyTerms]);
  });

  it.each([
    [{ endpointingMs: 50 }, 'endpointing_ms'],
    [{ endpointingMs: 50, keyTerms: ['Ada'] }, 'endpointing_ms'],
    [{ keyTerms: ['Ada\0'] }, 'key_terms'],
  ])('is refused with the parameter that is wrong: %j', async (options, parameter) => {
    const { url, key } = await startServer();
    expect(await outcome({ url, key, language: 'en', options })).toMatchObject({
      code: 'refused',
      wireCode: 'bad_request',
      details: { parameter },
      retryable: false,
    });
  });

  it('takes an http URL for the WebSocket of the same server', async () => {
    const { url, key } = await startServer();
    const session = await transcribe({ url: url.replace('ws:', 'http:'), key, language: 'en' });
    expect(await session.stop()).toMatchObject({ type: 'stopped' });
  });

  it('tells the code and the details of a refusal', async () => {
    const { url, key } = await startServer();
    expect(await refusal({ url, key: 'wrong', language: 'en' })).toMatchObject({
      code: 'refused',
      wireCode: 'unauthorized',
      retryable: false,
    });
    expect(await refusal({ url, key, language: 'fr' })).toMatchObject({
      code: 'refused',
      wireCode: 'unsupported_language',
    });
  });

  it('tells the status of a server that is no speech server', async () => {
    const web = createServer((_request, response) => response.writeHead(502).end('<html>'));
    expect(await refusal({ url: await listen(web) })).toMatchObject({
      code: 'refused',
      retryable: true,
      message: 'The server answered with HTTP 502 instead of a WebSocket.',
    });
  });

  it('says that no server answers', async () => {
    expect(await refusal({ url: 'ws://127.0.0.1:1' })).toMatchObject({
      code: 'unreachable',
      retryable: true,
      message: 'No server answers at ws://127.0.0.1:1 (ECONNREFUSED).',
    });
  });

  it('gives up a server that takes the connection and says nothing', async () => {
    const silent = createTcpServer((socket) => {
      onTestFinished(() => void socket.destroy());
    });
    expect(await refusal({ url: await listen(silent), connectTimeoutMs: 50 })).toMatchObject({ code: 'timeout' });
  });

  it('says that a server does not speak TLS', async () => {
    const { url, key } = await startServer();
    const error = await refusal({ url: url.replace('ws:', 'wss:'), key, connectTimeoutMs: 5_000 });
    expect(error).toMatchObject({ code: 'unreachable', retryable: false });
  });

  it('says that a CA file cannot be read', async () => {
    expect(await refusal({ url: 'wss://127.0.0.1:1', tls: { caFile: '/nowhere/ca.pem' } })).toMatchObject({
      code: 'unreachable',
      message: 'The CA file /nowhere/ca.pem cannot be read (ENOENT).',
    });
  });

  it('says that a CA file holds no certificate', async () => {
    const directory = await makeTemporaryDirectory();
    onTestFinished(() => directory.remove());
    const caFile = join(directory.path, 'ca.pem');
    await writeFile(caFile, '-----BEGIN CERTIFICATE-----\nnope\n-----END CERTIFICATE-----\n');
    expect(await refusal({ url: 'wss://127.0.0.1:1', tls: { caFile } })).toMatchObject({ code: 'unreachable' });
  });

  it.each(['', 'localhost:8080', 'ftp://localhost', 'ws://'])('throws a TypeError for the URL "%s"', async (url) => {
    expect(await refusal({ url })).toBeInstanceOf(TypeError);
  });
});

function pcm(ms: number): Uint8Array {
  const samples = tone(ms);
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
