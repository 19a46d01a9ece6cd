import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { frame, goodHandshake, tone, until } from '@steno/testkit';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { ConnectionGate } from '../../src/gateway/connection-gate.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();
const open: RawSocket[] = [];
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.destroy();
});

async function openMany(port: number, count: number): Promise<readonly RawSocket[]> {
  const raws = await Promise.all(Array.from({ length: count }, () => openRawSocket(port)));
  open.push(...raws);
  return raws;
}

describe('an address that connects far too often', () => {
  it('waits for its answers, and gets none when too many wait; whoever is there is served', async () => {
    const { server, connect } = await start({ settings: { maxConnectionsPerSecond: '1' } });
    const client = await connect();
    const raws = await openMany(server.port, 1400);
    for (const { socket } of raws) socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    const answers = (): number => raws.filter((raw) => raw.received().includes('200 OK')).length;
    const unanswered = (): number => server.limitCounts.get('connections_unanswered') ?? 0;
    await until(() => answers() + unanswered() === 1400, 'answers, and ends without one');
    expect(answers()).toBeGreaterThanOrEqual(1000);
    expect(unanswered()).toBeGreaterThan(0);
    expect(server.limitCounts.get('connections_delayed')).toBeGreaterThanOrEqual(1000);
    await client.send(tone(600));
    client.close();
    await client.end();
    expect(client.text).toBe('Word0.');
  });

  it('is heard one connection at a time', async () => {
    const server = createServer();
    const turns: number[] = [];
    let turn = 0;
    const count = (): void => {
      turn += 1;
      if (turns.length < 30) setImmediate(count);
    };
    server.on('connection', () => turns.push(turn));
    new ConnectionGate(server, { takes: () => false, onDelayed: () => undefined, onDropped: () => undefined });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const raws = await openMany((server.address() as AddressInfo).port, 30);
    setImmediate(count);
    await until(() => turns.length === raws.length, 'all to be heard');
    expect(new Set(turns).size).toBe(raws.length);
  });

  it('is told over HTTP when it may come again', async () => {
    const { connect, tryToConnect } = await start({ settings: { maxConnectionsPerSecond: '1' } });
    for (let count = 0; count < 10; count += 1) (await connect()).close();
    const tried = await Promise.all(Array.from({ length: 10 }, () => tryToConnect()));
    expect(tried).toContainEqual(expect.objectContaining({ status: 429 }));
  });

  it('is not looked at when it is that of a trusted proxy', async () => {
    const { server } = await start({ settings: { maxConnectionsPerSecond: '1', trustedProxies: '127.0.0.1' } });
    const raws = await openMany(server.port, 300);
    for (const { socket } of raws) socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => raws.every((raw) => raw.received().includes('200 OK')), 'the answers');
    expect(server.limitCounts.get('connections_delayed')).toBe(0);
  });

  it('does not hold up the end of a server', async () => {
    const { server } = await start({ settings: { maxConnectionsPerSecond: '1' } });
    const raws = await openMany(server.port, 60);
    await server.close();
    await Promise.all(raws.map((raw) => raw.ended()));
  });

  it('has fewer connections after it has broken the rules', async () => {
    const { server, key } = await start({ settings: { maxConnectionsPerSecond: '1', resumeWindowMs: '0' } });
    const unmasked = frame(Buffer.alloc(1), { isMasked: false });
    const fromMs = performance.now();
    let answered = 0;
    for (; ; answered += 1) {
      const [raw] = await openMany(server.port, 1);
      raw?.socket.write(goodHandshake(key));
      await raw?.until('HTTP/1.1');
      if (raw?.received().includes('429')) break;
      await raw?.until('listening');
      raw?.socket.write(unmasked);
      await raw?.until('bad_request');
    }
    // Ten may come at once, one comes back each second, and each that breaks the rules counts as one and a half.
    const worth = 10 + (performance.now() - fromMs) / 1000;
    expect(1.5 * answered).toBeLessThan(worth + 1.5);
    expect(server.limitCounts.get('connections_per_address')).toBe(1);
  });
});
