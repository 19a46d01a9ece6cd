import { request } from 'node:http';
import { controlSocketPath } from './control-socket.ts';

/** What a server says to an order. */
export interface ServerStatus {
  /** Sessions that are not over. */
  readonly sessions: number;
  /** When the server will end; undefined while nothing is announced. */
  readonly shutdownAt: Date | undefined;
}

/** How long a server may take to answer an order, in ms. Chosen. */
const answerTimeoutMs = 5000;

/**
 * Orders the server of a data directory to end.
 *
 * @param dataDir - absolute.
 * @param inMs - when, in ms from now; undefined for as soon as its sessions allow it.
 * @returns undefined when no server runs on that directory.
 * @throws rejects with Error when the server does not answer or does not take the order.
 */
export function orderShutdown(dataDir: string, inMs: number | undefined): Promise<ServerStatus | undefined> {
  const body = inMs === undefined ? '' : JSON.stringify({ in_ms: inMs });
  return new Promise((resolve, reject) => {
    const order = request(
      { socketPath: controlSocketPath(dataDir), method: 'POST', path: '/shutdown', timeout: answerTimeoutMs },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          if (response.statusCode === 200) resolve(parseStatus(text));
          else reject(new Error(`the server did not take the order: ${text.slice(0, 200)}`));
        });
      },
    );
    order.on('timeout', () => order.destroy(new Error(`the server has not answered for ${answerTimeoutMs} ms`)));
    order.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
    order.end(body);
  });
}

/** The server is our own program of about the same version. */
function parseStatus(text: string): ServerStatus {
  const { sessions, shutdown_at: at } = JSON.parse(text) as { sessions: number; shutdown_at: string | null };
  return { sessions, shutdownAt: at === null ? undefined : new Date(at) };
}
