import { frame, goodHandshake, tone, until } from '@steno/testkit';
import { afterEach, describe, expect, it } from 'vitest';
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
  it('is answered later, and not at all when too many wait; whoever is there is served', async () => {
    // Twenty at once may be looked at, two hundred wait.
    const { server, connect } = await start({ settings: { maxConnectionsPerSecond: '1' } });
    const client = await connect();
    const raws = await openMany(server.port, 300);
    for (const { socket } of raws) socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => server.limitCounts.get('connections_unanswered') === 300 - 19 - 200, 'those without an answer');
    await until(() => raws.filter((raw) => raw.received().includes('200 OK')).length === 219, 'the answers');
    await client.send(tone(600));
    client.close();
    await client.end();
    expect(client.text).toBe('Word0.');
  });

  it('is told over HTTP when it may come again', async () => {
    const { connect, tryToConnect } = await start({ settings: { maxConnectionsPerSecond: '1' } });
    for (let count = 0; count < 10; count += 1) (await connect()).close();
    for (let count = 0; count < 11; count += 1) expect(await tryToConnect()).toMatchObject({ status: 429 });
  });

  it('is not looked at when it is that of a trusted proxy', async () => {
    const { server } = await start({ settings: { maxConnectionsPerSecond: '1', trustedProxies: '127.0.0.1' } });
    const raws = await openMany(server.port, 300);
    for (const { socket } of raws) socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => raws.every((raw) => raw.received().includes('200 OK')), 'the answers');
    expect(server.limitCounts.get('connections_unanswered')).toBe(0);
  });

  it('does not hold up the end of a server', async () => {
    const { server } = await start({ settings: { maxConnectionsPerSecond: '1' } });
    const raws = await openMany(server.port, 60);
    await server.close();
    await Promise.all(raws.map((raw) => raw.ended()));
  });

  it('has fewer connections after it has broken the rules', async () => {
    const { server, key } = await start({ settings: { maxConnectionsPerSecond: '10', resumeWindowMs: '0' } });
    const unmasked = frame(Buffer.alloc(1), { isMasked: false });
    let answered = 0;
    // A hundred may come at once, and each counts as six.
    for (; answered < 50; answered += 1) {
      const [raw] = await openMany(server.port, 1);
      raw?.socket.write(goodHandshake(key));
      await raw?.until('HTTP/1.1');
      if (raw?.received().includes('429')) break;
      await raw?.until('listening');
      raw?.socket.write(unmasked);
      await raw?.until('bad_request');
    }
    expect(answered).toBeLessThan(50);
    expect(server.limitCounts.get('connections_per_address')).toBe(1);
  });
});
