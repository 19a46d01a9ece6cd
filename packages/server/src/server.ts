import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { RecognitionHost } from '@steno/recognition';
import type { KeyStore } from './auth/key-store.ts';
import type { Configuration } from './config/configuration.ts';
import { Gateway } from './gateway/gateway.ts';
import { createHttpListener, type TlsFiles } from './gateway/http-listener.ts';
import type { Log } from './log.ts';
import { systemClock } from './session/ports.ts';

/** What a server is started with. */
export interface ServerParts {
  readonly configuration: Configuration;
  /** Started; stays the caller's, who closes it after the server. */
  readonly recognition: RecognitionHost;
  readonly keys: KeyStore;
  readonly log: Log;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, for example `ws://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Live sessions. */
  readonly sessionCount: number;
  /** Ends sessions and listening; resolves when the port is free. Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts a server.
 *
 * @throws rejects with the system's error when the port cannot be had or a TLS file cannot be read.
 */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { configuration, recognition, keys, log } = parts;
  const gateway = new Gateway({
    recognition,
    keys,
    log,
    clock: systemClock,
    limits: configuration,
    defaultLanguage: configuration.defaultLanguage,
  });
  const tls = await readTlsFiles(configuration);
  const listener = createHttpListener({
    tls,
    handshakeTimeoutMs: configuration.handshakeTimeoutMs,
    isReady: () => gateway.isReady,
    onUpgrade: (request, socket, head) => {
      gateway.onUpgrade(request, socket, head);
    },
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(configuration.port, configuration.host, () => {
      listener.off('error', reject);
      resolve();
    });
  });
  const { port } = listener.address() as AddressInfo;
  const host = configuration.host.includes(':') ? `[${configuration.host}]` : configuration.host;
  const url = `${tls === undefined ? 'ws' : 'wss'}://${host}:${port}`;
  log.info({ url, languages: recognition.languages }, 'server listening');
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const isFree = new Promise<void>((resolve) => {
      listener.close(() => {
        resolve();
      });
    });
    await gateway.close();
    listener.closeAllConnections();
    await isFree;
    log.info('server closed');
  };
  return {
    url,
    port,
    get sessionCount() {
      return gateway.sessionCount;
    },
    close: () => (closing ??= close()),
  };
}

async function readTlsFiles({ tlsCert, tlsKey }: Configuration): Promise<TlsFiles | undefined> {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const [cert, key] = await Promise.all([readFile(tlsCert), readFile(tlsKey)]);
  return { cert, key };
}
