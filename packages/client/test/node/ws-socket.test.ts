import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { makeTemporaryDirectory, ScriptedHost, startScriptedServer } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ClientError } from '../../src/common/client-error.ts';
import type { TranscribeOptions } from '../../src/common/contract.ts';
import { createClient, type NodeClientOptions } from '../../src/node/create-client.ts';

async function startServer(recognition = new ScriptedHost()): Promise<{ readonly url: string; readonly key: string }> {
  const server = await startScriptedServer({ recognition });
  onTestFinished(() => server.close());
  return server;
}

async function failure(client: NodeClientOptions, options: TranscribeOptions = {}): Promise<ClientError> {
  const session = createClient(client).transcribe(options);
  onTestFinished(() => {
    session.abort();
  });
  const reason = await session.closed;
  if (reason.type !== 'failed') throw new Error(`the session ended with ${reason.type}`);
  return reason.error;
}

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a connection of Node that is refused', () => {
  it.each([
    [{ endpointingMs: 50 }, 'endpointing_ms'],
    [{ endpointingMs: 50, keyTerms: ['Ada'] }, 'endpointing_ms'],
    [{ keyTerms: ['Ada\0'] }, 'key_terms'],
  ])('tells the parameter that is wrong: %j', async (options, parameter) => {
    const { url, key } = await startServer();
    expect(await failure({ url, token: key }, { language: 'en', ...options })).toMatchObject({
      code: 'refused',
      wireCode: 'bad_request',
      details: { parameter },
      retryable: false,
    });
  });

  it('tells the code and the details of the server', async () => {
    const { url, key } = await startServer();
    expect(await failure({ url, token: 'wrong' })).toMatchObject({ wireCode: 'unauthorized', retryable: false });
    expect(await failure({ url })).toMatchObject({ wireCode: 'unauthorized' });
    expect(await failure({ url, token: key }, { language: 'fr' })).toMatchObject({
      wireCode: 'unsupported_language',
      details: { languages: ['en'] },
    });
  });

  it('tells how long the server asks to wait', async () => {
    const recognition = new ScriptedHost();
    recognition.isReady = false;
    const { url, key } = await startServer(recognition);
    expect(await failure({ url, token: key }, { language: 'en' })).toMatchObject({
      wireCode: 'at_capacity',
      retryable: true,
      retryAfterMs: 5000,
    });
  });

  it.each([
    [502, true],
    [429, true],
    [404, false],
    [200, false],
  ])('tells the status of a server that is no speech server: %d', async (status, retryable) => {
    const web = createServer((_request, response) => response.writeHead(status, { 'retry-after': '3' }).end('<html>'));
    expect(await failure({ url: await listen(web) })).toMatchObject({
      code: 'refused',
      retryable,
      retryAfterMs: 3000,
      message: `The server answered with HTTP ${status} instead of a WebSocket.`,
    });
  });

  it('says that no server answers', async () => {
    expect(await failure({ url: 'ws://127.0.0.1:1' })).toMatchObject({
      code: 'unreachable',
      retryable: true,
      message: 'No server answers at ws://127.0.0.1:1 (ECONNREFUSED).',
    });
  });

  it('gives up a server that takes the connection and says nothing', async () => {
    const silent = createTcpServer((socket) => {
      onTestFinished(() => void socket.destroy());
    });
    const url = await listen(silent);
    expect(await failure({ url, limits: { connectTimeoutMs: 50 } })).toMatchObject({ code: 'timeout' });
  });

  it('says that a server does not speak TLS', async () => {
    const { url } = await startServer();
    expect(await failure({ url: url.replace('ws:', 'wss:') })).toMatchObject({ code: 'unreachable', retryable: false });
  });

  it('says that a CA file cannot be read, or holds no certificate', async () => {
    expect(await failure({ url: 'wss://127.0.0.1:1', tls: { caFile: '/nowhere/ca.pem' } })).toMatchObject({
      code: 'unreachable',
      message: 'The CA file /nowhere/ca.pem cannot be read (ENOENT).',
    });
    const directory = await makeTemporaryDirectory();
    onTestFinished(() => directory.remove());
    const caFile = join(directory.path, 'ca.pem');
    await writeFile(caFile, '-----BEGIN CERTIFICATE-----\nnope\n-----END CERTIFICATE-----\n');
    expect(await failure({ url: 'wss://127.0.0.1:1', tls: { caFile } })).toMatchObject({ code: 'unreachable' });
  });

  it('does not tell a token that cannot be sent', async () => {
    const error = await failure({ url: 'ws://127.0.0.1:1', token: 'sécret\n' });
    expect(error).toMatchObject({ code: 'token', retryable: false });
    expect(`${error.message} ${String(error.cause)}`).not.toContain('cret');
  });
});
