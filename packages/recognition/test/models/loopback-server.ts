import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server on 127.0.0.1 that ends with the test. */
export interface LoopbackServer {
  readonly url: string;
  /** What was asked for: `GET /path`, with ` from N` after it for a Range. */
  readonly requests: readonly string[];
}

/** Starts a server whose answers are the handler's. */
export async function startLoopbackServer(handler: http.RequestListener): Promise<LoopbackServer> {
  const requests: string[] = [];
  const note = (request: http.IncomingMessage): void => {
    const range = request.headers.range;
    requests.push(
      `${request.method ?? ''} ${request.url ?? ''}${range === undefined ? '' : ` from ${startOf(range)}`}`,
    );
  };
  const server = http.createServer((request, response) => {
    note(request);
    handler(request, response);
  });
  server.on('connect', (request, socket) => {
    note(request);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  const { port } = server.address() as AddressInfo; // A server that listens on TCP has one.
  return { url: `http://127.0.0.1:${port}`, requests };
}

/** Answers with a content, or with the part of it that a Range asks for. */
export function serveContent(request: http.IncomingMessage, response: http.ServerResponse, content: Buffer): void {
  const range = request.headers.range;
  const start = range === undefined ? 0 : startOf(range);
  const part = content.subarray(start);
  const headers: http.OutgoingHttpHeaders = { 'content-length': part.length };
  if (range !== undefined) headers['content-range'] = `bytes ${start}-${content.length - 1}/${content.length}`;
  response.writeHead(range === undefined ? 200 : 206, headers).end(part);
}

function startOf(range: string): number {
  return Number(/^bytes=(\d+)-$/.exec(range)?.[1]);
}
