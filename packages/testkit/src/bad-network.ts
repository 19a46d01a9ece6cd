import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Random } from './random.ts';

/** How bad a network is. */
export interface BadNetworkOptions {
  /** How long bytes take each way, in ms. */
  readonly delayMs: number;
  /** The share of pieces that come late, with everything behind them, as when TCP sends a lost one again; 0..1. */
  readonly stallRatio: number;
  /** The longest of these stalls, in ms; the shortest is `delayMs`. */
  readonly maxStallMs: number;
  readonly random: Random;
}

/** A TCP proxy that is slow and has outages. It loses nothing, as TCP does not. */
export interface BadNetwork {
  /** `ws://127.0.0.1:port`. */
  readonly url: string;
  /** Connections made through it so far. */
  readonly connections: number;
  /** Nothing passes for so long, in ms, and neither side is told; what waits comes afterwards. */
  outage(ms: number): void;
  /** Ends all connections and listening. Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts a network before a server; the caller closes it.
 *
 * @param target - `ws://host:port` of the server.
 */
export async function startBadNetwork(target: string, options: BadNetworkOptions): Promise<BadNetwork> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let connections = 0;
  let heldUntilMs = 0;
  let isClosed = false;
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect({ host: hostname, port: Number(targetPort) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    }
    pass(client, upstream);
    pass(upstream, client);
  });
  const stallMs = (): number => {
    const { random, stallRatio, delayMs, maxStallMs } = options;
    return random.integer(0, 9999) < stallRatio * 10_000 ? random.integer(delayMs, maxStallMs) : 0;
  };
  const pass = (from: Socket, to: Socket): void => {
    let before = Promise.resolve();
    const later = (happens: () => void): void => {
      const dueMs = performance.now() + options.delayMs + stallMs();
      before = before.then(async () => {
        while (!isClosed && performance.now() < Math.max(dueMs, heldUntilMs)) await delay(dueMs, heldUntilMs);
        happens();
      });
    };
    from.on('data', (bytes: Buffer) => {
      later(() => to.write(bytes));
    });
    from.once('end', () => {
      later(() => to.end());
    });
    from.once('close', () => {
      later(() => to.destroy());
    });
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    outage: (ms) => {
      heldUntilMs = performance.now() + ms;
    },
    close: async () => {
      isClosed = true;
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

async function delay(...untilMs: readonly number[]): Promise<void> {
  const ms = Math.max(...untilMs) - performance.now();
  await new Promise((resolve) => setTimeout(resolve, Math.ceil(ms)));
}
