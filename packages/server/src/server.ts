import type { Server } from 'node:http';
import type { RecognitionHost } from '@steno/recognition';
import { type AdminListenerParts, createAdminListener } from './admin/admin-listener.ts';
import type { CredentialPurpose } from './auth/audit.ts';
import type { KeyStore } from './auth/key-store.ts';
import { openCredentials } from './auth/open-credentials.ts';
import { Captions } from './captions/captions.ts';
import { CaptionsApi } from './captions/captions-api.ts';
import type { Configuration } from './config/configuration.ts';
import { openConsole } from './console/open-console.ts';
import { Gateway } from './gateway/gateway.ts';
import { countRefusals } from './gateway/count-refusals.ts';
import type { HttpRoutes } from './gateway/http-answer.ts';
import { createHttpListener, type HttpListenerOptions, useCertificate } from './gateway/http-listener.ts';
import { type Identify, identifierFor } from './gateway/identify.ts';
import { endListening, listen } from './gateway/listen.ts';
import type { LimitName } from './limits/limit-counters.ts';
import { Limits } from './limits/limits.ts';
import type { Log } from './log.ts';
import { systemClock } from './session/ports.ts';
import { RecordsApi } from './records/records-api.ts';
import { Shutdown } from './shutdown.ts';
import { startWatching } from './watching.ts';
import type { RecordStore } from './store/record-store.ts';
import { openTracing } from './tracing/open-tracing.ts';
import type { Span } from './tracing/tracing.ts';
import { TokensApi } from './tokens/tokens-api.ts';
import { CertificateWatch } from './transport/certificate-watch.ts';
import { readTlsFiles, tlsPathsOf } from './transport/tls-files.ts';
import { Transport } from './transport/transport.ts';
import { stenoVersion } from './version.ts';

/** What a server is started with. */
export interface ServerParts {
  readonly configuration: Configuration;
  /** Started; stays the caller's, who closes it after the server. */
  readonly recognition: RecognitionHost;
  readonly keys: KeyStore;
  /** Open; stays the caller's, who closes it after the server. */
  readonly store: RecordStore;
  readonly log: Log;
  /** Where the built files of the console are; absolute. Without it, its page says that none is built. */
  readonly consoleDirectory?: string | undefined;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, for example `ws://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Where operators come with their keys, for example `http://127.0.0.1:8081`; undefined when nowhere. */
  readonly adminUrl: string | undefined;
  /** Live sessions. */
  readonly sessionCount: number;
  /** How often each limit was reached since the server began; a copy. */
  readonly limitCounts: ReadonlyMap<LimitName, number>;
  /** When the server will end, Unix time in ms; undefined while nothing is announced. */
  readonly shutdownAtMs: number | undefined;
  /** Resolves when an announced shutdown is due; {@link close} is the caller's then. */
  readonly shutdownDue: Promise<void>;
  /**
   * Reads certificate and key again, for connections to come; a pair that cannot be used is logged, and the one before
   * stays. Does nothing without TLS. A renewed pair is taken by itself within seconds, too.
   */
  reloadCertificate(): Promise<void>;
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
 * @throws rejects with the system's error when the port cannot be had, ConfigurationError for TLS files that cannot be used
 *   and a file that is no key set, KeyStoreError when token-keys.json cannot be used.
 */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { configuration, recognition, keys, store, log } = parts;
  const tlsPaths = tlsPathsOf(configuration);
  const tls = tlsPaths === undefined ? undefined : await readTlsFiles(tlsPaths);
  const transport = new Transport(configuration);
  const {
    authenticator: credentials,
    tokens,
    viewTokens,
  } = await openCredentials({ configuration, keys, log, now: Date.now });
  const access = new Limits(configuration, () => systemClock.nowMs());
  const identifier = (purpose: CredentialPurpose): Identify => identifierFor(purpose, { credentials, access });
  const { restrictedOptions } = configuration;
  const tracing = await openTracing({ configuration, clock: systemClock, now: Date.now, log });
  const watching = startWatching({
    configuration,
    recognition,
    identifierFor: identifier,
    limits: access.counters,
    tracing,
    store,
    log,
  });
  const captions = new Captions({
    store,
    clock: systemClock,
    limits: configuration,
    counters: access.counters,
    isStillGood: (credential) => credentials.isStillGood(credential),
  });
  const gateway = new Gateway({
    recognition,
    credentials,
    access,
    transport,
    allowKeyInStart: configuration.allowKeyInStart,
    restrictedOptions,
    store,
    log,
    clock: systemClock,
    now: Date.now,
    limits: configuration,
    terms: configuration,
    defaultLanguage: configuration.defaultLanguage,
    watch: watching.watch,
    captions,
    tracing,
  });
  const routes = watching.routesOf(gateway, captions);
  const counted = (all: readonly HttpRoutes[]): readonly HttpRoutes[] =>
    all.map((each) => countRefusals(each, watching.requestRefused));
  const page = configuration.console
    ? await openConsole({
        directory: parts.consoleDirectory,
        version: stenoVersion,
        ports: () => ({ clients: port, admin: admin?.port }),
        log,
      })
    : undefined;
  let admin: Admin | undefined;
  let operators: Server | undefined;
  const shared = {
    tls,
    transport,
    handshakeTimeoutMs: configuration.handshakeTimeoutMs,
    maxHandshakes: configuration.maxHandshakes,
    counters: access.counters,
    isReady: () => gateway.isReady,
    checkAddress: (address: string | undefined) => {
      access.checkAddress(address);
    },
    takesConnection: (address: string | undefined) => access.takesConnection(address),
    onAbuse: (address: string | undefined) => {
      access.penalise(address);
    },
  };
  const listener = createHttpListener({
    ...shared,
    routes: counted([
      new CaptionsApi({ captions, credentials, viewTokens, access, store, clock: systemClock, now: Date.now, log }),
      new RecordsApi({
        authenticate: identifier('records'),
        store,
        onDeleted: (sessionId) => {
          captions.forget(sessionId);
        },
        clock: systemClock,
        log,
      }),
      new TokensApi({ authenticate: identifier('tokens'), tokens, restrictedOptions, log }),
      ...routes.ofClients,
      ...(page === undefined ? [] : [page.ofClients]),
    ]),
    onUpgrade: (request, socket, head) => {
      gateway.onUpgrade(request, socket, head);
    },
  });
  let url: string;
  let port: number;
  try {
    const listened = await listen(listener, configuration);
    port = listened.port;
    url = `${tls === undefined ? 'ws' : 'wss'}://${listened.authority}`;
    admin = await openAdmin(configuration, {
      ...shared,
      authenticate: identifier('administration'),
      keys,
      now: Date.now,
      log,
      counted,
      routes: [...routes.ofAdmin, ...(page === undefined ? [] : [page.ofAdmin])],
    });
    operators = await openOperatorsListener(configuration, { ...shared, routes: routes.ofOperators });
  } catch (error) {
    await admin?.close();
    if (listener.listening) await endListening(listener);
    await watching.close();
    await tracing?.close();
    throw error;
  }
  const certificate =
    tls === undefined || tlsPaths === undefined
      ? undefined
      : new CertificateWatch({
          paths: tlsPaths,
          files: tls,
          clock: systemClock,
          log,
          apply: (files) => {
            for (const server of [listener, admin?.listener]) if (server !== undefined) useCertificate(server, files);
          },
        });
  await certificate?.start();
  log.info({ url, languages: recognition.languages }, 'server listening');
  let drainSpan: Span | undefined;
  const shutdown = new Shutdown({
    clock: systemClock,
    now: Date.now,
    drainTimeoutMs: configuration.drainTimeoutMs,
    announce: (atMs) => {
      gateway.announceShutdown(atMs);
      log.info({ at: new Date(atMs).toISOString(), sessions: gateway.sessionCount }, 'shutdown announced');
    },
    drain: () => {
      drainSpan = tracing?.begin('drain', { facts: { 'steno.sessions': gateway.sessionCount } });
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
    await certificate?.close();
    await admin?.close();
    drainSpan?.tell({ 'steno.sessions_cut_off': gateway.sessionCount });
    await endSessions();
    await captions.close();
    drainSpan?.end();
    listener.closeAllConnections();
    await isFree;
    operators?.close();
    operators?.closeAllConnections();
    await watching.close();
    await tracing?.close();
    log.info('server closed');
  };
  const close = (): Promise<void> => (closing ??= end(() => gateway.close()));
  return {
    url,
    port,
    adminUrl: admin?.url,
    get sessionCount() {
      return gateway.sessionCount;
    },
    get limitCounts() {
      return access.counters.counts;
    },
    get shutdownAtMs() {
      return shutdown.atMs;
    },
    shutdownDue: shutdown.due,
    announceShutdown: (atMs) => {
      shutdown.announce(atMs);
    },
    reloadCertificate: async () => {
      await certificate?.reload();
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

/** The door of operators, listening. */
interface Admin {
  readonly listener: Server;
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

async function openAdmin(
  { adminHost: host, adminPort: port }: Configuration,
  parts: AdminListenerParts & { readonly log: Log },
): Promise<Admin | undefined> {
  if (port === undefined) return undefined;
  const listener = createAdminListener(parts);
  const { authority, port: listened } = await listen(listener, { host, port });
  const url = `${parts.tls === undefined ? 'http' : 'https'}://${authority}`;
  parts.log.info({ url }, 'administration listening');
  return { listener, url, port: listened, close: () => endListening(listener) };
}

/** Serves metrics apart from what clients use; nothing there takes an upgrade. */
async function openOperatorsListener(
  { metricsHost: host, metricsPort: port }: Configuration,
  options: Omit<HttpListenerOptions, 'tls' | 'onUpgrade'>,
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
