import { ScriptedHost, startCuttingProxy, startScriptedServer, tone, until } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Restart, Result } from '../../src/common/contract.ts';
import { createClient } from '../../src/node/create-client.ts';

type Server = Awaited<ReturnType<typeof startScriptedServer>>;

async function startServer(recognition = new ScriptedHost()): Promise<Server> {
  const server = await startScriptedServer({ recognition });
  onTestFinished(() => server.close());
  return server;
}

const limits = { reconnectDelayMs: 10, maxReconnectDelayMs: 50 };

describe('a client in Node', () => {
  it('sends audio and gets the transcript', async () => {
    const { url, key } = await startServer();
    const session = createClient({ url, token: key }).transcribe({ language: 'en' });
    await session.send(tone(2_000));
    const snapshot = await session.stop();
    expect(snapshot.text).toBe('Word0 word1 word2 word3.');
    expect(await session.closed).toEqual({ type: 'stopped', durationMs: 2_000 });
    const results: Result[] = [];
    for await (const result of session.results) results.push(result);
    expect(results.map(({ isFinal }) => isFinal)).toEqual([false, false, false, false, true]);
  });

  it('comes back to its session when the connection breaks', async () => {
    const { url, key } = await startServer();
    const proxy = await startCuttingProxy(url);
    onTestFinished(() => proxy.close());
    const session = createClient({ url: proxy.url, token: key, limits }).transcribe({ language: 'en' });
    const statuses: string[] = [];
    session.on('status', (status) => statuses.push(status));
    await session.send(tone(1_200));
    await session.opened;
    const { id } = session;
    await until(() => session.transcript.text !== '', 'a partial');
    proxy.cutAll();
    await session.send(tone(900));
    const snapshot = await session.stop();
    expect(snapshot.text).toBe('Word0 word1 word2 word3.');
    expect(session.id).toBe(id);
    expect(statuses).toContain('reconnecting');
  });

  it('goes on with another session when the server does not know the one before', async () => {
    const first = await startServer();
    const second = await startServer();
    let current = first;
    const tokens: string[] = [];
    const proxy = await startCuttingProxy(first.url);
    onTestFinished(() => proxy.close());
    const session = createClient({
      url: proxy.url,
      token: () => {
        tokens.push(current.key);
        return current.key;
      },
      limits,
    }).transcribe({ language: 'en' });
    const restarts: Restart[] = [];
    session.on('restarted', (restart) => restarts.push(restart));
    await session.send(tone(1_200));
    await until(() => session.transcript.text !== '', 'a partial');
    current = second;
    proxy.retarget(second.url);
    proxy.cutAll();
    await session.send(tone(900));
    const snapshot = await session.stop();
    expect(snapshot.text).toBe('Word0 word1 word2 word3.');
    expect(restarts).toMatchObject([{ wireCode: 'session_unknown', heardAgainFromMs: 0, lost: undefined }]);
    expect(tokens).toHaveLength(3);
  });

  it('leaves no timer and no socket behind', async () => {
    const { url, key } = await startServer();
    const resources = (): readonly string[] =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'TCPSocketWrap');
    const before = resources();
    const session = createClient({ url, token: key }).transcribe({ language: 'en' });
    await session.send(tone(500));
    expect(resources().length).toBeGreaterThan(before.length);
    await session.stop();
    const aborted = createClient({ url, token: key }).transcribe({ language: 'en' });
    await aborted.opened;
    aborted.abort();
    await aborted.closed;
    // The sockets of the server belong to this process, too; they close a little later.
    await until(() => resources().length <= before.length, 'the end of all timers and sockets');
  });

  it('hears a whole file without being held up by the clock of acknowledgements', async () => {
    const { url, key } = await startServer();
    const limits = { resendBufferMs: 2_000 };
    const session = createClient({ url, token: key, limits }).transcribe({ language: 'en' });
    for (let count = 0; count < 8; count += 1) await session.send(tone(500));
    const { finals } = await session.stop();
    expect(finals[0]?.words).toHaveLength(8);
  });
});
