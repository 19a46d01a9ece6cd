import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What becomes of one connection through a {@link CuttingProxy}. */
export interface Cut {
  /**
   * - `cut`: both sides are closed.
   * - `freeze`: nothing passes any more, and neither side is told: a half-open connection.
   */
  readonly how: 'cut' | 'freeze';
  /** Which side's bytes are counted. */
  readonly direction: 'to_server' | 'to_client';
  /** How many of them pass; what comes next does not, wherever in a message that is. */
  readonly bytes: number;
}

/** A TCP proxy that cuts its connections where it is told to. */
export interface CuttingProxy {
  /** `ws://127.0.0.1:port`. */
  readonly url: string;
  /** The next connections get these, in order; those after them pass everything. */
  plan(cuts: readonly Cut[]): void;
  /** Called for each cut that was carried out. */
  onCut: (cut: Cut) => void;
  /** Bytes that have passed to the server and to the client, over all connections. */
  readonly passedBytes: { readonly toServer: number; readonly toClient: number };
  /** Later connections go to another server, `ws://host:port`; those that are open stay. */
  retarget(target: string): void;
  /** Cuts everything that is open now. */
  cutAll(): void;
  /** Ends all connections and listening. Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts a proxy before a server; the caller closes it.
 *
 * @param target - `ws://host:port` of the server.
 */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  let upstreamUrl = new URL(target);
  const plan: Cut[] = [];
  const sockets = new Set<Socket>();
  const passed = { toServer: 0, toClient: 0 };
  const server = createServer((client) => {
    const upstream = connect({ host: upstreamUrl.hostname, port: Number(upstreamUrl.port) });
    const cut = plan.shift();
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    }
    let isFrozen = false;
    const end = (): void => {
      if (isFrozen) return;
      client.destroy();
      upstream.destroy();
    };
    const pass = (from: Socket, to: Socket, direction: Cut['direction']): void => {
      let leftBytes = cut?.direction === direction ? cut.bytes : Infinity;
      from.on('data', (bytes: Buffer) => {
        if (isFrozen) return;
        const part = bytes.length <= leftBytes ? bytes : bytes.subarray(0, leftBytes);
        leftBytes -= part.length;
        passed[direction === 'to_server' ? 'toServer' : 'toClient'] += part.length;
        const isSent = to.write(part);
        if (cut !== undefined && part.length < bytes.length) {
          if (cut.how === 'freeze') isFrozen = true;
          else end();
          proxy.onCut(cut);
        } else if (!isSent) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
      from.once('end', () => {
        if (!isFrozen) to.end();
      });
      from.once('close', end);
    };
    pass(client, upstream, 'to_server');
    pass(upstream, client, 'to_client');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: CuttingProxy = {
    url: `ws://127.0.0.1:${port}`,
    plan: (cuts) => {
      plan.splice(0, plan.length, ...cuts);
    },
    onCut: () => undefined,
    passedBytes: passed,
    retarget: (next) => {
      upstreamUrl = new URL(next);
    },
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
  return proxy;
}
