import { goodHandshake, frame, textFrame, tone, until } from '@steno/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { SmallMessages } from '../../src/gateway/small-messages.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();
const open: RawSocket[] = [];
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.destroy();
});

const times = (count: number, message: Buffer): Buffer => Buffer.concat(Array.from({ length: count }, () => message));

describe('small messages', () => {
  it('are taken five seconds at once, then as many as come back with time', () => {
    let nowMs = 0;
    const small = new SmallMessages(10, () => nowMs);
    const taken = (): number => {
      let count = 0;
      while (small.take()) count += 1;
      return count;
    };
    expect(taken()).toBe(50);
    nowMs += 1000;
    expect(taken()).toBe(10);
    nowMs += 3_600_000;
    expect(taken()).toBe(50);
  });

  it('are taken in any number without a limit', () => {
    const small = new SmallMessages(0, () => 0);
    for (let count = 0; count < 10_000; count += 1) expect(small.take()).toBe(true);
  });

  it.each([
    ['keepalives', textFrame('{"action":"keepalive"}')],
    ['flushes', textFrame('{"action":"flush","id":"x"}')],
    ['pings', frame(Buffer.alloc(20), { first: 0x89 })],
    ['messages of one byte', frame(Buffer.alloc(1))],
    ['messages of no byte', frame(Buffer.alloc(0))],
  ])('end their session when there are too many %s, and no other', async (_what, message) => {
    const server = await start({ settings: { maxSmallMessagesPerSecond: '20', resumeWindowMs: '0' } });
    const client = await server.connect();
    const raw = await openRawSocket(server.server.port);
    open.push(raw);
    raw.socket.write(goodHandshake(server.key));
    await raw.until('listening');
    raw.socket.write(times(2000, message));
    await raw.until('rate_limited');
    await until(() => server.server.sessionCount === 1, 'the end of the session');
    expect(server.server.limitCounts.get('small_messages')).toBe(1);
    await client.send(tone(600));
    client.close();
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.text).toBe('Word0.');
  });

  it('are what a frame is that comes byte by byte', async () => {
    const server = await start({ settings: { maxSmallMessagesPerSecond: '2', resumeWindowMs: '0' } });
    const raw = await openRawSocket(server.server.port);
    open.push(raw);
    raw.socket.setNoDelay(true);
    raw.socket.write(goodHandshake(server.key));
    await raw.until('listening');
    raw.socket.write(frame(Buffer.alloc(0), { length: 4_000_000n }));
    const drip = (): void => {
      if (!raw.socket.destroyed) raw.socket.write(Buffer.alloc(1), () => setImmediate(drip));
    };
    drip();
    await raw.until('rate_limited');
  });
});
