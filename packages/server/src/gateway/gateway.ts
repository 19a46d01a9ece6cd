import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { readCredential, realtimePaths, WireError } from '@steno/protocol';
import { RecognitionError, type RecognitionHost } from '@steno/recognition';
import { type Authenticator, unauthorized } from '../auth/authenticator.ts';
import { CredentialWatch } from '../auth/credential-watch.ts';
import type { Principal } from '../auth/principal.ts';
import type { Limits } from '../limits/limits.ts';
import type { Log } from '../log.ts';
import type { Clock, SessionLimits } from '../session/ports.ts';
import type { Session } from '../session/session.ts';
import { SessionRegistry } from '../session/session-registry.ts';
import { sessionWords } from '../session/session-words.ts';
import type { RecordStore } from '../store/record-store.ts';
import type { SessionSpans } from '../tracing/session-spans.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { UpgradeTrace } from '../tracing/upgrade-trace.ts';
import type { Transport } from '../transport/transport.ts';
import { type Admitted, type AdmissionParts, admit, type Readmitted } from './admission.ts';
import { checkHandshake } from './check-handshake.ts';
import { Connections } from './connections.ts';
import { unknownPath } from './http-listener.ts';
import { KeyGate, type KeyGateLimits } from './key-gate.ts';
import { lead } from './lead.ts';
import { refuseOverHttp } from './refusal.ts';
import { type OpenedSession, servedAs, SessionOpener, type SessionOpenerParts } from './session-opener.ts';
import type { SessionWatch } from './session-watch.ts';
import type { ParsedRequest } from './upgrade-request.ts';
import { type SocketEvents, type SocketLimits, type WebSocketConnection, WebSocketListener } from './ws-adapter.ts';

/** The bounds of sockets and sessions. */
export interface GatewayLimits extends SessionLimits, SocketLimits, KeyGateLimits {
  readonly recordTimeoutMs: number;
  /** How long a session may be, in ms. */
  readonly maxSessionMs: number;
  /** Connections at once of which it is not known whose they are. */
  readonly maxUnauthenticated: number;
}

/** What a gateway works with. */
export interface GatewayParts extends Pick<AdmissionParts, 'defaultLanguage' | 'terms' | 'restrictedOptions'> {
  readonly credentials: Pick<Authenticator, 'authenticate' | 'use' | 'isStillGood'>;
  readonly access: Limits;
  readonly transport: Transport;
  /** Whether a client may come without a credential and send it in its `start` message. */
  readonly allowKeyInStart: boolean;
  readonly recognition: RecognitionHost;
  readonly store: RecordStore;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  readonly limits: GatewayLimits;
  readonly log: Log;
  /** Who counts what happens, and knows what there is capacity for. */
  readonly watch: Pick<SessionWatch, 'check' | 'prepare' | 'refused' | 'resumed'>;
  readonly captions: SessionOpenerParts['captions'];
  /** Absent while nobody wants traces. */
  readonly tracing?: Pick<Tracing, 'begin'> | undefined;
}

/** How long clients may take to take their last messages at shutdown, in ms. Chosen. */
const shutdownTimeoutMs = 5000;
/** The same when the server ends at once. Chosen. */
const abortTimeoutMs = 500;

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly trace: UpgradeTrace | undefined;
  /** The client broke the rules. */
  readonly onAbuse: () => void;
}

/** Leads upgrade requests to sessions; owns the sessions and their connections. */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #listener: WebSocketListener;
  readonly #sessions = new SessionRegistry();
  readonly #opener: SessionOpener;
  readonly #connections: Connections;
  readonly #watch: CredentialWatch;
  /** Gives the place of a live session back. */
  readonly #places = new Map<Session, () => void>();
  /** Of the sessions that are followed. */
  readonly #spans = new WeakMap<Session, SessionSpans>();
  /** Sockets whose upgrade is not decided about yet. */
  readonly #undecided = new Set<Duplex>();
  #isDraining = false;
  #shutdownAtMs: number | undefined;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#listener = new WebSocketListener(parts.limits);
    this.#connections = new Connections(parts.clock);
    this.#watch = new CredentialWatch({
      ...parts,
      isStillGood: (principal) => parts.credentials.isStillGood(principal),
    });
    this.#opener = new SessionOpener({
      ...parts,
      sessions: this.#sessions,
      onOver: (session, errorCode) => {
        this.#watch.delete(session);
        this.#places.get(session)?.();
        this.#places.delete(session);
        if (errorCode === 'session_limit') parts.access.counters.count('session_length');
        if (errorCode === 'rate_limited') parts.access.counters.count('small_messages');
        if (errorCode === 'message_too_large') parts.access.counters.count('message_size');
      },
    });
  }

  /** Sessions that are not over. */
  get sessionCount(): number {
    return this.#sessions.liveCount;
  }

  /** WebSockets that are open. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** True once no new sessions are taken because the server is going to end. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** True while new sessions are taken. */
  get isReady(): boolean {
    return !this.#isDraining && this.#parts.recognition.isReady;
  }

  /** Takes an upgrade request; the socket belongs to the gateway from now on. */
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Between the request and the upgrade nobody else listens. Nothing is read meanwhile.
    socket.on('error', () => undefined);
    const parsed = this.#parts.transport.parse(request);
    const onAbuse = (): void => {
      this.#parts.access.penalise(parsed.address);
    };
    const upgrade = { request, socket, head, trace: this.#traceOf(request), onAbuse };
    this.#decide(upgrade, parsed)
      .catch((error: unknown) => {
        this.#refuse(upgrade, parsed, this.#toWireError(error));
      })
      .catch((error: unknown) => {
        // Not even a refusal: a fault of ours with one socket must not reach the others.
        this.#parts.log.error({ err: error }, 'upgrade failed');
        socket.destroy();
      });
  }

  /** Tells all sessions, those of now and those to come, when the server will end; Unix time in ms. */
  announceShutdown(atMs: number): void {
    this.#shutdownAtMs = atMs;
    for (const session of this.#sessions.sessions) session.announceShutdown(unixSeconds(atMs));
  }

  /** Takes no new sessions from now on; those that have begun go on, and may be resumed. */
  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    for (const session of this.#sessions.sessions) this.#spans.get(session)?.draining();
  }

  /** Resolves as soon as no session is live. */
  allOver(): Promise<void> {
    return this.#sessions.allOver();
  }

  /** Ends all sessions: their audio so far is finalised and they are closed with 1001. */
  async close(): Promise<void> {
    this.drain();
    this.#connections.terminateStrangers();
    for (const session of this.#sessions.sessions) session.shutdown();
    // Bounded: a session whose finals make no progress for `closeTimeoutMs` ends by itself.
    await this.#sessions.allOver();
    await this.#connections.allGone(shutdownTimeoutMs);
    await this.#abandon();
  }

  /** Ends all sessions at once: what is final is in their records, what is not is lost. */
  async abort(): Promise<void> {
    this.drain();
    await this.#abandon();
  }

  async #abandon(): Promise<void> {
    this.#connections.close();
    for (const socket of this.#undecided) socket.destroy();
    for (const session of this.#sessions.sessions) session.abort();
    await this.#connections.allGone(abortTimeoutMs);
    this.#connections.terminate();
    await this.#opener.recordsEnded();
  }

  async #decide(upgrade: Upgrade, parsed: ParsedRequest): Promise<void> {
    const { access, allowKeyInStart } = this.#parts;
    access.checkAddress(parsed.address);
    if (!realtimePaths.some((path) => path === parsed.path)) throw unknownPath(parsed.path);
    access.checkOrigin(parsed.origin);
    const credential = readCredential(parsed);
    if (credential === undefined && allowKeyInStart) {
      checkHandshake(upgrade.request);
      this.#awaitKey(upgrade, parsed);
      return;
    }
    // Counted apart from those without a credential, who must not be able to take the room of those who have one.
    this.#refuseIfCrowded(this.#undecided.size);
    this.#undecided.add(upgrade.socket);
    upgrade.trace?.enter('authentication');
    const principal = await this.#identify(credential, parsed).finally(() => this.#undecided.delete(upgrade.socket));
    // Before anything is used up for it.
    checkHandshake(upgrade.request);
    upgrade.trace?.enter('admission');
    const admitted = this.#admit(parsed, principal);
    this.#listener.upgrade(upgrade, (connection) => {
      try {
        connection.listen(this.#begin(connection, admitted, upgrade.trace));
      } catch (error) {
        const wireError = this.#toWireError(error);
        this.#note(wireError, upgrade.trace);
        this.#connections.refuse(connection, wireError);
      }
    });
  }

  async #identify(credential: string | undefined, { address }: ParsedRequest): Promise<Principal> {
    const principal = await this.#parts.credentials.authenticate(credential, { purpose: 'realtime', address });
    if (principal === undefined) throw unauthorized();
    return principal;
  }

  /** Somebody who is known wants to come in; what has a count is counted, in this turn. */
  #admit(parsed: ParsedRequest, principal: Principal): Admitted | Readmitted {
    const { access, credentials } = this.#parts;
    access.checkPrincipal(principal);
    const isDraining = (): boolean => this.#isDraining;
    const admitted = admit(parsed, principal, { ...this.#parts, isDraining, sessions: this.#sessions });
    if (admitted.type === 'new') {
      access.sessions.check(principal);
      this.#parts.watch.check(servedAs(admitted));
    }
    credentials.use(principal);
    return admitted;
  }

  /** A client that comes without a credential may bring it in its `start` message. */
  #awaitKey(upgrade: Upgrade, parsed: ParsedRequest): void {
    this.#refuseIfCrowded(this.#connections.strangerCount);
    const { clock, limits, access } = this.#parts;
    this.#listener.upgrade(upgrade, (connection) => {
      new KeyGate(connection, {
        connections: this.#connections,
        clock,
        limits,
        counters: access.counters,
        identify: (key) => {
          upgrade.trace?.enter('authentication');
          return this.#identify(key, parsed);
        },
        begin: (known, principal) => {
          upgrade.trace?.enter('admission');
          return this.#begin(known, this.#admit(parsed, principal), upgrade.trace);
        },
        onRefused: (error) => {
          const wireError = this.#toWireError(error);
          this.#note(wireError, upgrade.trace);
          return wireError;
        },
      });
    });
  }

  #begin(connection: WebSocketConnection, admitted: Admitted | Readmitted, trace?: UpgradeTrace): SocketEvents {
    trace?.enter('opening');
    const { session, log, spans } =
      admitted.type === 'new' ? this.#opener.open(admitted, this.#parts.log, trace) : this.#found(admitted);
    this.#connections.track(connection);
    if (admitted.type === 'new') {
      if (spans !== undefined) this.#spans.set(session, spans);
      trace?.opened();
      this.#places.set(session, this.#parts.access.sessions.add(admitted.principal));
      session.attach(connection);
      if (this.#shutdownAtMs !== undefined) session.announceShutdown(unixSeconds(this.#shutdownAtMs));
    } else {
      session.resume(connection, admitted.lastSeq);
      if (session.connection === connection) {
        this.#parts.watch.resumed();
        trace?.resumed(this.#spans.get(session), { 'steno.last_seq': admitted.lastSeq });
        log.info({ lastSeq: admitted.lastSeq }, 'session resumed');
      }
    }
    if (!session.isOver) this.#watch.set(session, admitted.principal);
    return lead(connection, session, { log, onGone: () => this.#connections.untrack(connection) });
  }

  #found({ session }: Readmitted): OpenedSession {
    return { session, log: this.#parts.log.child({ sessionId: session.sessionId }) };
  }

  /** A browser cannot read a failed upgrade, so it gets the upgrade, the error and a close code. */
  #refuse(upgrade: Upgrade, parsed: ParsedRequest, error: WireError): void {
    const { transport } = this.#parts;
    this.#note(error, upgrade.trace);
    if (
      !parsed.isFromBrowser ||
      !isHandshake(upgrade.request) ||
      error.code === 'not_found' ||
      this.#connections.strangerCount >= this.#parts.limits.maxUnauthenticated
    ) {
      refuseOverHttp(upgrade.socket, error, transport.headersFor(upgrade.request));
      return;
    }
    this.#listener.upgrade(upgrade, (connection) => {
      this.#connections.refuse(connection, error);
    });
  }

  /** A flood must not fill the log as well. */
  #note({ code, details }: WireError, trace: UpgradeTrace | undefined): void {
    const { log, watch } = this.#parts;
    watch.refused(code);
    trace?.refused(code);
    if (code === 'rate_limited') log.debug({ code, ...details }, 'session refused');
    else log.info({ code }, 'session refused');
  }

  #traceOf({ headers }: IncomingMessage): UpgradeTrace | undefined {
    const { tracing, clock } = this.#parts;
    if (tracing === undefined) return undefined;
    return new UpgradeTrace({ tracing, clock, traceparent: headers['traceparent'] });
  }

  #refuseIfCrowded(count: number): void {
    const { limits, access } = this.#parts;
    if (count < limits.maxUnauthenticated) return;
    access.counters.count('unauthenticated_connections');
    throw new WireError('rate_limited', 'Too many connections wait to be known. Try again shortly.', {
      scope: 'server',
      limit: limits.maxUnauthenticated,
      retry_after: Math.ceil(limits.authTimeoutMs / 1000),
    });
  }

  #toWireError(error: unknown): WireError {
    if (error instanceof WireError) return error;
    if (error instanceof RecognitionError && error.retryable) {
      return sessionWords.noRecognizer(error.code);
    }
    this.#parts.log.error({ err: error }, 'upgrade failed');
    return new WireError('internal', 'The session could not be opened. Try again.');
  }
}

function isHandshake(request: IncomingMessage): boolean {
  try {
    checkHandshake(request);
    return true;
  } catch {
    // Whatever is wrong with it: no browser has made it.
    return false;
  }
}

function unixSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
