import type { Socket } from 'node:net';
import { frame, goodHandshake, textFrame } from '@steno/testkit';
import type { AttackKind } from './attack-kinds.ts';

/** How one kind of attack goes. */
export interface AttackPlan {
  /** Connections it wants to have at once. */
  readonly connections: number;
  /** Whether one that has ended is opened again. */
  readonly isRenewed: boolean;
  /** What a connection sends first. */
  readonly first: Buffer;
  /** What is sent on each connection again and again: as fast as it is taken, or every `everyMs`. */
  readonly more?: Buffer;
  readonly everyMs?: number;
  /** What is sent once after the answer to `first`. */
  readonly once?: Buffer;
  readonly isDeaf?: boolean;
}

/** What is sent at once where a connection is flooded, in bytes. */
const piece = 64 * 1024;

/** What an attacker of a kind does. */
export function planOf(kind: AttackKind, key: string): AttackPlan {
  const good = goodHandshake(key);
  const strange = goodHandshake('x').toString('latin1').replace('Authorization: x\r\n', '');
  const flood = (message: Buffer): AttackPlan => ({
    connections: 20,
    isRenewed: true,
    first: good,
    more: repeated(message),
  });
  switch (kind) {
    case 'slow heads':
      return {
        ...many,
        first: Buffer.from('GET /v2/realtime HTTP/1.1\r\nHost: a\r\nX: '),
        more: Buffer.from('a'),
        everyMs: 1000,
      };
    case 'silent connections':
      return { ...many, first: Buffer.alloc(0) };
    case 'slow bodies':
      return {
        ...many,
        first: Buffer.from('POST /v2/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n{'),
        more: Buffer.from(' '),
        everyMs: 1000,
      };
    case 'upgrades that bring no key':
      return { connections: 2000, isRenewed: true, first: Buffer.from(strange, 'latin1') };
    case 'upgrades with wrong keys':
      return { ...hasty, first: goodHandshake(`steno_${'A'.repeat(32)}`) };
    case 'pages of a foreign origin':
      return {
        ...hasty,
        first: Buffer.from(good.toString('latin1').replace('Host: a', 'Host: a\r\nOrigin: https://evil.example')),
      };
    case 'path tricks':
      return {
        ...hasty,
        first: Buffer.from(good.toString('latin1').replace('/v2/realtime', `/v2/..%2f%00/${'/'.repeat(12_000)}x`)),
      };
    case 'plain requests':
      return {
        ...hasty,
        first: Buffer.from('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'),
        more: repeated(Buffer.from('GET /v2/usage HTTP/1.1\r\nHost: a\r\n\r\n')),
      };
    case 'sessions that say nothing':
      return { connections: 2500, isRenewed: true, first: good };
    case 'text messages':
      return flood(textFrame('{"action":"keepalive"}'));
    case 'pings, answers unread':
      return { ...flood(frame(Buffer.alloc(125), { first: 0x89 })), isDeaf: true };
    case 'flushes, answers unread':
      return { ...flood(textFrame(`{"action":"flush","id":"${'x'.repeat(200)}"}`)), isDeaf: true };
    case 'starts':
      return flood(textFrame('{"action":"start"}'));
    case 'one byte of audio a message':
      return flood(frame(Buffer.alloc(1)));
    case 'fragments without end':
      return { ...flood(frame(Buffer.alloc(1), { first: 0x00 })), once: frame(Buffer.alloc(1), { first: 0x02 }) };
    case 'one frame, byte by byte':
      return {
        connections: 200,
        isRenewed: true,
        first: good,
        once: frame(Buffer.alloc(0), { length: 4_000_000n }),
        more: Buffer.alloc(1),
        everyMs: 0,
      };
    case 'messages of 100 MB':
      return {
        ...flood(Buffer.alloc(1)),
        once: frame(Buffer.alloc(0), { length: 100_000_000n }),
        more: Buffer.alloc(piece),
      };
    case 'compressed frames':
      return flood(frame(Buffer.alloc(1000), { first: 0xc2 }));
    case 'frames without a mask':
      return flood(frame(Buffer.alloc(100), { isMasked: false }));
  }
}

const many = { connections: 10_000, isRenewed: true } as const;
/** As fast as they are refused, the next ones come. */
const hasty = { connections: 50, isRenewed: true } as const;

function repeated(message: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: Math.max(1, Math.floor(piece / message.length)) }, () => message));
}

/**
 * Sends the same again and again, as fast as it is taken.
 *
 * @param onSent - told the bytes.
 */
export function pour(socket: Socket, bytes: Buffer, onSent: (bytes: number) => void): void {
  const next = (): void => {
    if (socket.destroyed) return;
    onSent(bytes.length);
    socket.write(bytes, (error) => {
      // Not at once: one connection must not starve the others of the attacker.
      if (!(error instanceof Error)) setImmediate(next);
    });
  };
  next();
}
