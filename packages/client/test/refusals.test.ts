import { makeWavHeader } from '@steno/audio';
import { ScriptedHost, startScriptedServer, tone } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type BrowserWebSocket, browserSocketOpener } from '../src/browser/browser-socket.ts';
import { ClientError } from '../src/common/client-error.ts';
import type { ClientOptions, Restart, TranscribeOptions, TranscriptionSession } from '../src/common/contract.ts';
import { createClientOn } from '../src/common/create-client.ts';
import { systemClock } from '../src/common/platform.ts';
import type { OpenSocket } from '../src/common/socket-port.ts';
import { wsSocketOpener } from '../src/node/ws-socket.ts';

type ServerOptions = Parameters<typeof startScriptedServer>[0];

/** What a browser sends: an `Origin`, so that refusals come as messages. */
const browserOpener = browserSocketOpener({
  isSecurePage: () => false,
  connect: (url, protocols) =>
    // `ws` follows the interface of browsers; its types name more than is used.
    new WebSocket(url, protocols, { origin: 'https://page.example' }) as unknown as BrowserWebSocket,
});

async function startServer(options?: ServerOptions): Promise<Awaited<ReturnType<typeof startScriptedServer>>> {
  const server = await startScriptedServer(options);
  onTestFinished(() => server.close());
  return server;
}

describe.each([
  ['Node', wsSocketOpener()],
  ['a browser', browserOpener],
] as const)('what a server refuses, in %s,', (_where, openSocket: OpenSocket) => {
  function transcribe(client: ClientOptions, options: TranscribeOptions = {}): TranscriptionSession {
    const platform = { clock: systemClock, random: Math.random, openSocket };
    const limits = { reconnectDelayMs: 10, maxReconnectDelayMs: 50, ...client.limits };
    const session = createClientOn(platform, { ...client, limits }).transcribe({ language: 'en', ...options });
    onTestFinished(() => {
      session.abort();
    });
    return session;
  }

  async function failureOf(session: TranscriptionSession): Promise<ClientError> {
    const reason = await session.closed;
    if (reason.type !== 'failed') throw new Error(`the session ended with ${reason.type}`);
    return reason.error;
  }

  it('is 401 for a key that it does not know, and fatal', async () => {
    const { url } = await startServer();
    const error = await failureOf(transcribe({ url, token: 'steno_wrong' }));
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ code: 'refused', wireCode: 'unauthorized', retryable: false });
    expect(error.message).toMatch(/credential/i);
    expect(error.message).not.toContain('steno_wrong');
  });

  it('is 403 for what the token does not allow, and fatal', async () => {
    const { url, key } = await startServer();
    const answer = await fetch(`${url.replace(/^ws/, 'http')}/v2/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ options: { formatted: true } }),
    });
    const { token } = (await answer.json()) as { token: string };
    const error = await failureOf(transcribe({ url, token }, { formatted: false }));
    expect(error).toMatchObject({ code: 'refused', wireCode: 'forbidden', retryable: false });
    expect(error.message).toMatch(/token .*formatted/);
  });

  it('is 415 for audio of another rate, and ends the session', async () => {
    const { url, key } = await startServer();
    const session = transcribe({ url, token: key });
    await session.opened;
    await session.send(makeWavHeader(8_000, 800));
    const error = await failureOf(session);
    expect(error).toMatchObject({ wireCode: 'unsupported_media_type', retryable: false });
    expect(error.message).toMatch(/8000.*16000/);
  });

  it('is 429 for more sessions than the key may have, and may be tried again', async () => {
    const { url, key } = await startServer({ settings: { maxSessionsPerKey: '1' } });
    await transcribe({ url, token: key }).opened;
    const error = await failureOf(transcribe({ url, token: key }));
    expect(error).toMatchObject({
      code: 'refused',
      wireCode: 'too_many_sessions',
      retryable: true,
      retryAfterMs: 5000,
    });
    expect(error.message).toMatch(/1 session/);
    expect(error.details).toMatchObject({ scope: 'key', limit: 1 });
  });

  it('is 429 for too many connections, with the moment to try again', async () => {
    const { url, key } = await startServer({ settings: { maxConnectionsPerSecondPerKey: '1' } });
    const sessions = Array.from({ length: 20 }, () => transcribe({ url, token: key }));
    const errors = await Promise.all(sessions.map((session) => session.opened.catch((error: unknown) => error)));
    const error = errors.find((one) => one instanceof ClientError);
    expect(error).toMatchObject({ code: 'refused', wireCode: 'rate_limited', retryable: true });
    expect(error?.message).toMatch(/second/);
    expect(error?.retryAfterMs).toBeGreaterThan(0);
  });

  it('is 503 for a server without a free recognizer, and may be tried again', async () => {
    const recognition = new ScriptedHost();
    recognition.isReady = false;
    const { url, key } = await startServer({ recognition });
    const error = await failureOf(transcribe({ url, token: key }));
    expect(error).toMatchObject({ code: 'refused', wireCode: 'at_capacity', retryable: true, retryAfterMs: 5000 });
    expect(error.message).toMatch(/recognizer/);
  });

  it('is a session that is too long, which another one follows without losing a word', async () => {
    const { url, key } = await startServer({ settings: { maxSessionMs: '1000' } });
    const session = transcribe({ url, token: key });
    const restarts: Restart[] = [];
    const restarted = new Promise<void>((resolve) => {
      session.on('restarted', (restart) => {
        restarts.push(restart);
        resolve();
      });
    });
    await session.send(tone(1_000));
    await restarted;
    await session.send(tone(1_000));
    const { text } = await session.stop();
    expect(restarts[0]).toMatchObject({ wireCode: 'session_limit', lost: undefined });
    expect(text.toLowerCase().match(/word\d/gu)).toHaveLength(4);
  }, 20_000);
});
