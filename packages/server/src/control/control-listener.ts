import { chmod, unlink } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { controlSocketPath } from './control-socket.ts';

/** What can be ordered. */
export interface ControlTarget {
  /** Sessions that are not over. */
  readonly sessionCount: number;
  /** When the server will end, Unix time in ms; undefined while nothing is announced. */
  readonly shutdownAtMs: number | undefined;
  /** Announces the end; Unix time in ms. */
  announceShutdown(atMs: number): void;
}

/** What a control listener works with. */
export interface ControlListenerParts {
  /** Absolute path; exists. */
  readonly dataDir: string;
  readonly target: ControlTarget;
  /** Unix time in ms. */
  readonly now: () => number;
  /** How long sessions may go on when nothing else is said, in ms. */
  readonly drainTimeoutMs: number;
}

/** A listener for orders. */
export interface ControlListener {
  /** Takes no more orders and removes the socket. Idempotent. */
  close(): Promise<void>;
}

/** The longest body of an order, in bytes. Chosen: an order is one number. */
const maxBodyBytes = 1024;
/** How long an order may take to arrive, in ms. Chosen. */
const requestTimeoutMs = 2000;
/** The furthest moment that can be announced, in ms from now: what a timer can wait. */
const maxInMs = 2_147_483_647;

/**
 * Takes orders over the control socket of a data directory: `GET /status` and `POST /shutdown`.
 *
 * @throws rejects with the system's error, `EADDRINUSE` when another server listens there.
 */
export async function openControlListener(parts: ControlListenerParts): Promise<ControlListener> {
  const path = controlSocketPath(parts.dataDir);
  await removeIfDead(path);
  const server = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs });
  server.on('request', (request, response) => {
    answer(request, response, parts).catch((error: unknown) => {
      say(response, 500, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  if (process.platform !== 'win32') await chmod(path, 0o600);
  let closing: Promise<void> | undefined;
  return { close: () => (closing ??= closeServer(server)) };
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: ControlListenerParts): Promise<void> {
  const { target, now, drainTimeoutMs } = parts;
  const order = `${request.method ?? ''} ${request.url ?? ''}`;
  if (order === 'GET /status') {
    request.resume();
    say(response, 200, statusOf(target));
  } else if (order === 'POST /shutdown') {
    const inMs = parseInMs(await readBody(request), drainTimeoutMs);
    if (inMs === undefined) {
      say(response, 400, { error: `in_ms must be a whole number of milliseconds from 0 to ${maxInMs}` });
      return;
    }
    target.announceShutdown(now() + inMs);
    say(response, 200, statusOf(target));
  } else {
    request.resume();
    say(response, 404, { error: 'orders are GET /status and POST /shutdown' });
  }
}

function statusOf({ sessionCount, shutdownAtMs }: ControlTarget): unknown {
  return {
    sessions: sessionCount,
    shutdown_at: shutdownAtMs === undefined ? null : new Date(shutdownAtMs).toISOString(),
  };
}

function parseInMs(body: string | undefined, fallback: number): number | undefined {
  if (body === undefined) return undefined;
  if (body.trim() === '') return fallback;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // Whoever sends no JSON is told what is taken.
    return undefined;
  }
  const inMs = typeof value === 'object' && value !== null && 'in_ms' in value ? value.in_ms : fallback;
  const isAllowed = typeof inMs === 'number' && Number.isInteger(inMs) && inMs >= 0 && inMs <= maxInMs;
  return isAllowed ? inMs : undefined;
}

/** Undefined when there is too much of it. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBodyBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function say(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(body));
}

/** A server that was killed leaves its socket behind; nobody answers there. */
async function removeIfDead(path: string): Promise<void> {
  const isDead = await new Promise<boolean>((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNREFUSED');
    });
  });
  if (isDead) await unlink(path);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
