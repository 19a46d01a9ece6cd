import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/**
 * Connections the system may hold until they are taken, one in a turn of the event loop; Linux takes less where `somaxconn` is
 * less. Where they overflow, a client is late by a second and more. Measured with 4,000 connections at once: 7.4 s until the last
 * is taken with Node's 511, and 0.4 s with this.
 */
const backlog = 4096;

/**
 * Begins to listen.
 *
 * @returns the address as it stands in a URL, and the port.
 * @throws rejects with the system's error when the port cannot be had.
 */
export async function listen(
  server: Server,
  { host, port }: Address,
): Promise<{ readonly authority: string; readonly port: number }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: listened } = server.address() as AddressInfo;
  return { authority: `${host.includes(':') ? `[${host}]` : host}:${listened}`, port: listened };
}

/** Ends listening and all plain connections; resolves when the port is free. What was upgraded is left alone. */
export function endListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
