import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeClock, ScriptedHost, startCuttingProxy, startScriptedServer, tone, until } from '@steno/testkit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type BrowserWebSocket, browserSocketOpener } from '../../src/browser/browser-socket.ts';
import type { ClosedReason, TranscribeOptions, TranscriptionSession } from '../../src/common/contract.ts';
import { createClientOn } from '../../src/common/create-client.ts';
import { systemClock } from '../../src/common/platform.ts';

/** What a browser sends: an `Origin`, and no headers of the page's own. */
function connect(url: string, protocols: string[]): BrowserWebSocket {
  const socket = new WebSocket(url, protocols, { origin: 'https://page.example' });
  // `ws` follows the interface of browsers; its types name more than is used.
  return socket as unknown as BrowserWebSocket;
}

async function startServer(recognition = new ScriptedHost()): Promise<{ readonly url: string; readonly key: string }> {
  const server = await startScriptedServer({ recognition });
  onTestFinished(() => server.close());
  return server;
}

function transcribe(url: string, token: string | undefined, options: TranscribeOptions = {}): TranscriptionSession {
  const openSocket = browserSocketOpener({ connect, isSecurePage: () => false });
  const platform = { clock: systemClock, random: Math.random, openSocket };
  const client = { url, limits: { reconnectDelayMs: 10, maxReconnectDelayMs: 50 } };
  const session = createClientOn(platform, token === undefined ? client : { ...client, token }).transcribe(options);
  onTestFinished(() => {
    session.abort();
  });
  return session;
}

async function failure(url: string, token?: string, options?: TranscribeOptions): Promise<ClosedReason> {
  return transcribe(url, token, options).closed;
}

describe('a connection of a browser', () => {
  it('carries the credential as a subprotocol, audio, and results', async () => {
    const { url, key } = await startServer();
    const session = transcribe(url, key, { language: 'en' });
    await session.send(tone(2_000));
    expect((await session.stop()).text).toBe('Word0 word1 word2 word3.');
  });

  it('is made again, and sends what was not heard', async () => {
    const { url, key } = await startServer();
    const proxy = await startCuttingProxy(url);
    onTestFinished(() => proxy.close());
    const session = transcribe(proxy.url, key, { language: 'en' });
    await session.send(tone(1_200));
    await until(() => session.transcript.text !== '', 'a partial');
    proxy.cutAll();
    await session.send(tone(900));
    expect((await session.stop()).text).toBe('Word0 word1 word2 word3.');
  });

  it.each([
    { order: 'before the client comes back', isFirst: true, text: 'Word0 word1. Word0 word1.' },
    { order: 'after the client has come back', isFirst: false, text: 'Word0 word1 word2 word3.' },
  ])('loses nothing when the Close frame of a dead one arrives $order', async ({ isFirst, text }) => {
    const { url, key } = await startServer();
    const sockets: WebSocket[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const openSocket = browserSocketOpener({
      isSecurePage: () => false,
      connect: (address, protocols) => {
        sockets.push(new WebSocket(address, protocols, { origin: 'https://page.example' }));
        return sockets.at(-1) as unknown as BrowserWebSocket;
      },
    });
    const token = async (): Promise<string> => {
      if (sockets.length > 0) await gate;
      return key;
    };
    const limits = { reconnectDelayMs: 10, maxReconnectDelayMs: 50 };
    const platform = { clock: systemClock, random: Math.random, openSocket };
    const session = createClientOn(platform, { url, token, limits }).transcribe({ language: 'en' });
    await session.send(tone(1_200));
    await until(() => session.transcript.text.endsWith('word1'), 'two words');
    const [first] = sockets;
    if (first === undefined) throw new Error('there is no socket');
    const closed = new Promise((resolve) => first.addEventListener('close', resolve));
    // The network is gone for the page, and the Close frame on its way until the network is back.
    const close = vi.spyOn(first, 'close').mockReturnValue();
    first.onclose?.({ code: 1006, reason: '' } as never);
    const resumed = new Promise((resolve) => session.on('resumed', resolve));
    await session.send(tone(900));
    if (!isFirst) {
      open();
      await resumed;
    }
    close.mockRestore();
    first.close();
    await closed;
    const stopped = session.stop();
    open();
    expect((await stopped).text).toBe(text);
  });

  it('tells a refusal, which comes as a message', async () => {
    const { url, key } = await startServer();
    expect(await failure(url, 'wrong')).toMatchObject({ error: { code: 'refused', wireCode: 'unauthorized' } });
    expect(await failure(url, key, { language: 'fr' })).toMatchObject({
      error: { code: 'refused', wireCode: 'unsupported_language', details: { languages: ['en'] } },
    });
  });

  it('says what may be wrong where a browser does not tell', async () => {
    const web = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void web.close());
    for (const port of [1, (web.address() as AddressInfo).port]) {
      const reason = await failure(`ws://127.0.0.1:${port}`);
      expect(reason).toMatchObject({ error: { code: 'unreachable', retryable: true } });
      expect(reason.type === 'failed' && reason.error.message).toContain(
        `No connection to ws://127.0.0.1:${port} could be made. A browser does not tell why; perhaps`,
      );
    }
  });

  it('does not tell a token that cannot be sent', async () => {
    const reason = await failure('ws://127.0.0.1:1', 'a secret, with a comma');
    expect(reason).toMatchObject({ error: { code: 'token', retryable: false } });
    expect(JSON.stringify(reason)).not.toContain('comma');
  });

  it('is refused from a page over TLS to a server without, but on the own machine', async () => {
    const open = browserSocketOpener({ connect, isSecurePage: () => true });
    const { signal } = new AbortController();
    const listener = {} as never;
    const request = { url: 'ws://server.example/', token: undefined, signal };
    await expect(open(request, listener)).rejects.toMatchObject({ code: 'unreachable', retryable: false });
    await expect(open({ ...request, url: 'ws://localhost:1/' }, listener)).rejects.toMatchObject({ retryable: true });
  });

  it.each(['stop', 'abort'] as const)('leaves no timer and no listener after %s', async (how) => {
    const { url, key } = await startServer();
    const socket = new WebSocket(url.concat('/v2/realtime?language=en'), ['token', key], {
      origin: 'https://page.example',
    });
    let timers = 0;
    const clock = {
      nowMs: () => systemClock.nowMs(),
      schedule: (delayMs: number, callback: () => void): (() => void) => {
        timers += 1;
        let isOver = false;
        const end = (): void => {
          if (!isOver) timers -= 1;
          isOver = true;
        };
        const cancel = systemClock.schedule(delayMs, () => {
          end();
          callback();
        });
        return () => {
          end();
          cancel();
        };
      },
    };
    const openSocket = browserSocketOpener({
      connect: () => socket as unknown as BrowserWebSocket,
      clock,
      isSecurePage: () => false,
    });
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, 'removeEventListener');
    const platform = { clock, random: Math.random, openSocket };
    const options = { language: 'en', keepAlive: true, signal };
    const session = createClientOn(platform, { url, token: key }).transcribe(options);
    await session.send(tone(1_000));
    await session.opened;
    if (how === 'stop') await session.stop();
    else session.abort();
    await session.closed;
    expect(timers).toBe(0);
    expect(remove).toHaveBeenCalledOnce();
    for (const name of ['onopen', 'onmessage', 'onclose', 'onerror'] as const) expect(socket[name]).toBeNull();
  });

  it('is asked whether bytes have left only while some wait', async () => {
    const clock = new FakeClock();
    const socket = new SocketOfAPage();
    let drained = 0;
    const listener = {
      onOpen: (port: { send(data: string): void }) => {
        port.send('text');
      },
      onDrained: () => {
        drained += 1;
      },
    };
    const open = browserSocketOpener({ connect: () => socket, clock, isSecurePage: () => false });
    void open({ url: 'ws://server/', token: undefined, signal: new AbortController().signal }, listener as never);
    await Promise.resolve();
    socket.bufferedAmount = 4;
    socket.onopen?.();
    clock.advance(60);
    expect([drained, clock.pendingTimers]).toEqual([0, 1]);
    socket.bufferedAmount = 0;
    clock.advance(60);
    expect([drained, clock.pendingTimers]).toEqual([1, 0]);
  });
});

class SocketOfAPage implements BrowserWebSocket {
  bufferedAmount = 0;
  readonly readyState = 1;
  binaryType = '';
  onopen: (() => void) | null = null;
  onmessage: BrowserWebSocket['onmessage'] = null;
  onclose: BrowserWebSocket['onclose'] = null;
  onerror: (() => void) | null = null;
  send(): void {}
  close(): void {}
}
