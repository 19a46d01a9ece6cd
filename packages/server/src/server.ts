import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecognitionHost } from '@steno/recognition';
import type { KeyStore } from './auth/key-store.ts';
import type { Configuration } from './config/configuration.ts';
import { Gateway } from './gateway/gateway.ts';
import { createHttpListener, type HttpListenerOptions, type TlsFiles } from './gateway/http-listener.ts';
import type { Log } from './log.ts';
import { systemClock } from './session/ports.ts';
import { RecordsApi } from './records/records-api.ts';
import { Shutdown } from './shutdown.ts';
import { startWatching } from './watching.ts';
import type { RecordStore } from './store/record-store.ts';

/** What a server is started with. */
export interface ServerParts {
  readonly configuration: Configuration;
  /** Started; stays the caller's, who closes it after the server. */
  readonly recognition: RecognitionHost;
  readonly keys: KeyStore;
  /** Open; stays the caller's, who closes it after the server. */
  readonly store: RecordStore;
  readonly log: Log;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, for example `ws://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Live sessions. */
  readonly sessionCount: number;
  /** When the server will end, Unix time in ms; undefined while nothing is announced. */
  readonly shutdownAtMs: number | undefined;
  /** Resolves when an announced shutdown is due; {@link close} is the caller's then. */
  readonly shutdownDue: Promise<void>;
  /**
   * Tells clients when the server will end. `drainTimeoutMs` before it no new sessions are taken.
   *
   * @param atMs - Unix time in ms; a moment that has gone by means now.
   */
  announceShutdown(atMs: number): void;
  /** Takes no new sessions, lets the live ones finish for `drainTimeoutMs`, then does what {@link close} does. */
  drain(): Promise<void>;
  /** Finalises all sessions and ends listening; resolves when the port is free. Idempotent. */
  close(): Promise<void>;
  /** Ends at once: what is final is on its way into the store, what is not is lost. Idempotent. */
  abort(): Promise<void>;
}

/**
 * Starts a server.
 *
 * @throws rejects with the system's error when the port cannot be had or a TLS file cannot be read.
 */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { configuration, recognition, keys, store, log } = parts;
  const watching = startWatching(parts);
  const gateway = new Gateway({
    recognition,
    keys,
    store,
    log,
    clock: systemClock,
    now: Date.now,
    limits: configuration,
    terms: configuration,
    defaultLanguage: configuration.defaultLanguage,
    watch: watching.watch,
  });
  const routes = watching.routesOf(gateway);
  let listener: Server;
  let operators: Server | undefined;
  const tls = await readTlsFiles(configuration);
  const common = { handshakeTimeoutMs: configuration.handshakeTimeoutMs, isReady: () => gateway.isReady };
  try {
    listener = createHttpListener({
      ...common,
      tls,
      routes: [new RecordsApi({ keys, store, clock: systemClock, log }), ...routes.ofClients],
      onUpgrade: (request, socket, head) => {
        gateway.onUpgrade(request, socket, head);
      },
    });
    operators = await openOperatorsListener(configuration, { ...common, routes: routes.ofOperators });
    await listen(listener, configuration);
  } catch (error) {
    operators?.close();
    await watching.close();
    throw error;
  }
  const { port } = listener.address() as AddressInfo;
  const host = configuration.host.includes(':') ? `[${configuration.host}]` : configuration.host;
  const url = `${tls === undefined ? 'ws' : 'wss'}://${host}:${port}`;
  log.info({ url, languages: recognition.languages }, 'server listening');
  const shutdown = new Shutdown({
    clock: systemClock,
    now: Date.now,
    drainTimeoutMs: configuration.drainTimeoutMs,
    announce: (atMs) => {
      gateway.announceShutdown(atMs);
      log.info({ at: new Date(atMs).toISOString(), sessions: gateway.sessionCount }, 'shutdown announced');
    },
    drain: () => {
      gateway.drain();
      log.info({ sessions: gateway.sessionCount }, 'server draining');
    },
    allOver: () => gateway.allOver(),
  });
  let closing: Promise<void> | undefined;
  const end = async (endSessions: () => Promise<void>): Promise<void> => {
    shutdown.cancel();
    const isFree = new Promise<void>((resolve) => {
      listener.close(() => {
        resolve();
      });
    });
    await endSessions();
    listener.closeAllConnections();
    await isFree;
    operators?.close();
    operators?.closeAllConnections();
    await watching.close();
    log.info('server closed');
  };
  const close = (): Promise<void> => (closing ??= end(() => gateway.close()));
  return {
    url,
    port,
    get sessionCount() {
      return gateway.sessionCount;
    },
    get shutdownAtMs() {
      return shutdown.atMs;
    },
    shutdownDue: shutdown.due,
    announceShutdown: (atMs) => {
      shutdown.announce(atMs);
    },
    drain: async () => {
      shutdown.begin();
      await shutdown.due;
      await close();
    },
    close,
    abort: async () => {
      // Also while a close is on its way: its sessions end now instead.
      const ended = gateway.abort();
      closing ??= end(() => ended);
      await closing;
    },
  };
}

async function readTlsFiles({ tlsCert, tlsKey }: Configuration): Promise<TlsFiles | undefined> {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const [cert, key] = await Promise.all([readFile(tlsCert), readFile(tlsKey)]);
  return { cert, key };
}

/** Serves metrics apart from what clients use; nothing there takes an upgrade. */
async function openOperatorsListener(
  { metricsHost: host, metricsPort: port }: Configuration,
  options: Pick<HttpListenerOptions, 'handshakeTimeoutMs' | 'isReady' | 'routes'>,
): Promise<Server | undefined> {
  if (port === 0) return undefined;
  const listener = createHttpListener({
    ...options,
    tls: undefined,
    onUpgrade: (_request, socket) => socket.destroy(),
  });
  await listen(listener, { host, port });
  return listener;
}

async function listen(listener: Server, { host, port }: Pick<Configuration, 'host' | 'port'>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, () => {
      listener.off('error', reject);
      resolve();
    });
  });
}
