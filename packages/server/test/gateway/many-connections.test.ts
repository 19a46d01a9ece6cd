import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { silence, until } from '@steno/testkit';
import type { TestServer } from '@steno/testkit';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

/** They all come from one address and with one key. */
const unlimited = { maxConnectionsPerSecond: '0', maxConnectionsPerSecondPerKey: '0' };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The handles a server and its clients hold; timers are counted, too. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP') || name === 'Timeout').length;
}

async function heapBytes(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Connects one after the other; every third says goodbye, every third vanishes, every third is refused. */
async function connectMany(server: TestServer, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    if (index % 3 === 2) {
      await server.tryToConnect({ key: 'wrong' });
      continue;
    }
    const client = await server.connect();
    await client.send(silence(20));
    if (index % 3 === 0) client.close();
    else client.destroy();
    await client.end();
  }
}

describe('a client that connects 1,000 times', () => {
  it('leaves no session, no stream, no handle and no memory behind', async () => {
    const server = await start({ settings: { logLevel: 'silent', resumeWindowMs: '0', ...unlimited } });
    const lanes = 10;
    await Promise.all(Array.from({ length: lanes }, () => connectMany(server, 20)));
    await until(() => server.server.sessionCount === 0, 'no session');
    server.recognition.streams.length = 0;
    (server.logLines as string[]).length = 0;
    const handlesBefore = handles();
    const before = await heapBytes();
    await Promise.all(Array.from({ length: lanes }, () => connectMany(server, 100)));
    await until(() => server.server.sessionCount === 0, 'no session');
    await until(() => handles() <= handlesBefore, 'as few handles as before');
    expect(server.recognition.openStreams).toBe(0);
    server.recognition.streams.length = 0;
    (server.logLines as string[]).length = 0;
    // 2 KB for each would be 2 MB; what the runtime itself caches is well below that.
    expect((await heapBytes()) - before).toBeLessThan(2_000_000);
  }, 30_000);

  it('and keeps 1,000 sessions open at once is served, and all are ended with the server', async () => {
    const server = await start({ settings: unlimited });
    const clients = [];
    for (let lane = 0; lane < 20; lane += 1) {
      clients.push(...(await Promise.all(Array.from({ length: 50 }, () => server.connect()))));
    }
    expect(server.server.sessionCount).toBe(1000);
    await server.server.close();
    const codes = await Promise.all(clients.map(async (client) => (await client.end()).code));
    expect(new Set(codes)).toEqual(new Set([1001]));
    expect(server.server.sessionCount).toBe(0);
  }, 30_000);
});
