import { connect, type Socket } from 'node:net';
import { tone, until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();
const megabyte = 1024 ** 2;
const total = 10_000;
/** Half of what a head may be, so that it is held to be gone on with. */
const head = `GET /v2/realtime HTTP/1.1\r\nHost: a\r\nX-Slow: ${'x'.repeat(8000)}`;

/** Connects, sends half a head and waits. */
function openSlow(port: number, open: Set<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      open.delete(socket);
      resolve();
    });
    socket.write(head, () => {
      resolve();
    });
    socket.resume();
  });
}

describe('10,000 connections whose heads are not gone on with', () => {
  it('are open no more than maxHandshakes at once, in bounded memory, and those beside them are served', async () => {
    const server = await start({ settings: { maxConnectionsPerSecond: '0', handshakeTimeoutMs: '600000' } });
    const client = await server.connect();
    const open = new Set<Socket>();
    try {
      const before = process.memoryUsage.rss();
      for (let count = 0; count < total; count += 1) {
        // One by one: the system drops those for a second whose end in this process comes faster than they are taken.
        await openSlow(server.server.port, open);
        if (count % 2500 === 0) {
          const late = await server.connect();
          late.close();
          expect(await late.end()).toMatchObject({ code: 1000 });
        }
      }
      // The default, beside the connections of this test that behave.
      await until(() => open.size <= 1000, 'the end of the oldest');
      expect(server.server.limitCounts.get('handshakes')).toBeGreaterThanOrEqual(total - 1000);
      // What SECURITY.md states for all that are not known; this process has the other ends as well.
      expect(process.memoryUsage.rss() - before).toBeLessThan(230 * megabyte);
      await client.send(tone(600));
      client.close();
      expect(await client.end()).toMatchObject({ code: 1000 });
      expect(client.text).toBe('Word0.');
    } finally {
      for (const socket of open) socket.destroy();
    }
  }, 60_000);
});
