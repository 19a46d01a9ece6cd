import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { readCredential, realtimePaths, WireError } from '@steno/protocol';
import { RecognitionError, type RecognitionHost } from '@steno/recognition';
import { type Authenticator, unauthorized } from '../auth/authenticator.ts';
import type { Principal } from '../auth/principal.ts';
import type { Log } from '../log.ts';
import type { Clock, SessionLimits } from '../session/ports.ts';
import { SessionRegistry } from '../session/session-registry.ts';
import { sessionWords } from '../session/session-words.ts';
import type { RecordStore } from '../store/record-store.ts';
import { type Admitted, type AdmissionParts, admit, type Readmitted } from './admission.ts';
import { Connections } from './connections.ts';
import { unknownPath } from './http-listener.ts';
import { lead } from './lead.ts';
import { toHttpMessage, toRefusal } from './refusal.ts';
import { type OpenedSession, SessionOpener } from './session-opener.ts';
import { type ParsedRequest, parseRequest } from './upgrade-request.ts';
import { type SocketLimits, type WebSocketConnection, WebSocketListener } from './ws-adapter.ts';

/** What a gateway works with. */
export interface GatewayParts extends Pick<AdmissionParts, 'defaultLanguage' | 'terms' | 'restrictedOptions'> {
  readonly credentials: Pick<Authenticator, 'authenticate' | 'use'>;
  readonly recognition: RecognitionHost;
  readonly store: RecordStore;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  readonly limits: SessionLimits & SocketLimits & { readonly recordTimeoutMs: number };
  readonly log: Log;
}

/** How long clients may take to take their last messages at shutdown, in ms. Chosen. */
const shutdownTimeoutMs = 5000;
/** The same when the server ends at once. Chosen. */
const abortTimeoutMs = 500;

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Leads upgrade requests to sessions; owns the sessions and their connections. */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #listener: WebSocketListener;
  readonly #sessions = new SessionRegistry();
  readonly #opener: SessionOpener;
  readonly #connections = new Connections();
  /** Sockets whose upgrade is not decided about yet. */
  readonly #undecided = new Set<Duplex>();
  #isDraining = false;
  #shutdownAtMs: number | undefined;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#listener = new WebSocketListener(parts.limits);
    this.#opener = new SessionOpener({ ...parts, sessions: this.#sessions });
  }

  /** Sessions that are not over. */
  get sessionCount(): number {
    return this.#sessions.liveCount;
  }

  /** True while new sessions are taken. */
  get isReady(): boolean {
    return !this.#isDraining && this.#parts.recognition.isReady;
  }

  /** Takes an upgrade request; the socket belongs to the gateway from now on. */
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Between the request and the upgrade nobody else listens. Nothing is read meanwhile.
    socket.on('error', () => undefined);
    const upgrade = { request, socket, head };
    const parsed = parseRequest(request);
    this.#undecided.add(socket);
    this.#identify(parsed)
      .finally(() => this.#undecided.delete(socket))
      .then((principal) => {
        const isDraining = (): boolean => this.#isDraining;
        const admitted = admit(parsed, principal, { ...this.#parts, isDraining, sessions: this.#sessions });
        this.#parts.credentials.use(principal);
        this.#accept(upgrade, admitted);
      })
      .catch((error: unknown) => {
        this.#refuse(upgrade, parsed, this.#toWireError(error));
      });
  }

  /** Tells all sessions, those of now and those to come, when the server will end; Unix time in ms. */
  announceShutdown(atMs: number): void {
    this.#shutdownAtMs = atMs;
    for (const session of this.#sessions.sessions) session.announceShutdown(unixSeconds(atMs));
  }

  /** Takes no new sessions from now on; those that have begun go on, and may be resumed. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Resolves as soon as no session is live. */
  allOver(): Promise<void> {
    return this.#sessions.allOver();
  }

  /** Ends all sessions: their audio so far is finalised and they are closed with 1001. */
  async close(): Promise<void> {
    this.drain();
    for (const session of this.#sessions.sessions) session.shutdown();
    // Bounded: a session whose finals make no progress for `closeTimeoutMs` ends by itself.
    await this.#sessions.allOver();
    await this.#connections.allGone(this.#parts.clock, shutdownTimeoutMs);
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
    await this.#connections.allGone(this.#parts.clock, abortTimeoutMs);
    this.#connections.terminate();
    await this.#opener.recordsEnded();
  }

  async #identify(parsed: ParsedRequest): Promise<Principal> {
    if (!realtimePaths.some((path) => path === parsed.path)) throw unknownPath(parsed.path);
    const principal = await this.#parts.credentials.authenticate(readCredential(parsed));
    if (principal === undefined) throw unauthorized();
    return principal;
  }

  #accept(upgrade: Upgrade, admitted: Admitted | Readmitted): void {
    this.#listener.upgrade(upgrade, (connection) => {
      if (admitted.type === 'new') this.#begin(connection, admitted);
      else this.#resume(connection, admitted);
    });
  }

  #begin(connection: WebSocketConnection, admitted: Admitted): void {
    let opened: OpenedSession;
    try {
      opened = this.#opener.open(admitted, this.#parts.log);
    } catch (error) {
      this.#connections.refuse(connection, this.#toWireError(error));
      return;
    }
    const { session } = opened;
    this.#connections.track(connection);
    session.attach(connection);
    if (this.#shutdownAtMs !== undefined) session.announceShutdown(unixSeconds(this.#shutdownAtMs));
    this.#lead(connection, opened);
  }

  #resume(connection: WebSocketConnection, { session, lastSeq }: Readmitted): void {
    const log = this.#parts.log.child({ sessionId: session.sessionId });
    this.#connections.track(connection);
    this.#lead(connection, { session, log });
    session.resume(connection, lastSeq);
    if (session.connection === connection) log.info({ lastSeq }, 'session resumed');
  }

  #lead(connection: WebSocketConnection, { session, log }: OpenedSession): void {
    connection.listen(lead(connection, session, { log, onGone: () => this.#connections.untrack(connection) }));
  }

  /** A browser cannot read a failed upgrade, so it gets the upgrade, the error and a close code. */
  #refuse(upgrade: Upgrade, parsed: ParsedRequest, error: WireError): void {
    this.#parts.log.info({ code: error.code }, 'session refused');
    if (!parsed.isFromBrowser || error.code === 'not_found') {
      refuseOverHttp(upgrade.socket, error);
      return;
    }
    this.#listener.upgrade(upgrade, (connection) => {
      this.#connections.refuse(connection, error);
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

function unixSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}

/** The client may keep its side open and go on sending; neither may hold the connection. */
function refuseOverHttp(socket: Duplex, error: WireError): void {
  socket.resume();
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(toHttpMessage(toRefusal(error)));
}
