import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeCodeOf, realtimePaths, WireError } from '@steno/protocol';
import { RecognitionError, type RecognitionHost } from '@steno/recognition';
import { formats } from '../formats/formats.ts';
import type { Log } from '../log.ts';
import { recordSession } from '../records/session-recorder.ts';
import type { Clock, SessionLimits } from '../session/ports.ts';
import { Session } from '../session/session.ts';
import { SessionRegistry } from '../session/session-registry.ts';
import { sessionWords } from '../session/session-words.ts';
import type { RecordStore } from '../store/record-store.ts';
import { type Admitted, type AdmissionParts, admit, type Readmitted } from './admission.ts';
import { unknownPath } from './http-listener.ts';
import { toHttpMessage, toRefusal } from './refusal.ts';
import type { ServedSession, SessionWatch } from './session-watch.ts';
import { parseRequest } from './upgrade-request.ts';
import { type SocketEvents, type SocketLimits, type WebSocketConnection, WebSocketListener } from './ws-adapter.ts';

/** What a gateway works with. */
export interface GatewayParts extends Pick<AdmissionParts, 'keys' | 'defaultLanguage' | 'terms'> {
  readonly recognition: RecognitionHost;
  readonly store: RecordStore;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  readonly limits: SessionLimits & SocketLimits & { readonly recordTimeoutMs: number };
  readonly log: Log;
  readonly watch: Pick<SessionWatch, 'check' | 'prepare' | 'refused' | 'resumed'>;
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
  /** Every WebSocket that is not gone, with or without a session. */
  readonly #connections = new Set<WebSocketConnection>();
  #isDraining = false;
  #isClosing = false;
  #shutdownAtMs: number | undefined;
  readonly #waiting = new Set<() => void>();
  /** Records that are begun and whose end is not stored. */
  #openRecords = 0;
  #onRecordsEnded: () => void = () => undefined;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#listener = new WebSocketListener(parts.limits);
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
    // Between the request and the upgrade nobody else listens.
    socket.on('error', () => undefined);
    const parsed = parseRequest(request);
    let admitted: Admitted | Readmitted;
    try {
      if (!realtimePaths.some((path) => path === parsed.path)) throw unknownPath(parsed.path);
      const isDraining = (): boolean => this.#isDraining;
      admitted = admit(parsed, { ...this.#parts, isDraining, sessions: this.#sessions });
      if (admitted.type === 'new') this.#parts.watch.check(this.#servedOf(admitted));
    } catch (error) {
      const wireError = this.#toWireError(error);
      this.#parts.watch.refused(wireError.code);
      this.#parts.log.info({ code: wireError.code }, 'session refused');
      if (!parsed.isFromBrowser || wireError.code === 'not_found') refuseOverHttp(socket, wireError);
      else this.#refuseInSocket({ request, socket, head }, wireError);
      return;
    }
    this.#listener.upgrade({ request, socket, head }, (connection) => {
      if (admitted.type === 'new') this.#begin(connection, admitted);
      else this.#resume(connection, admitted);
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
    await this.#allGone(shutdownTimeoutMs);
    await this.#abandon();
  }

  /** Ends all sessions at once: what is final is in their records, what is not is lost. */
  async abort(): Promise<void> {
    this.drain();
    await this.#abandon();
  }

  async #abandon(): Promise<void> {
    this.#isClosing = true;
    for (const session of this.#sessions.sessions) session.abort();
    await this.#allGone(abortTimeoutMs);
    for (const connection of this.#connections) connection.terminate();
    await this.#recordsEnded();
  }

  /** What holds a record open is bounded by `recordTimeoutMs` for its last final and as much for its end. */
  async #recordsEnded(): Promise<void> {
    if (this.#openRecords === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.schedule(2 * this.#parts.limits.recordTimeoutMs, resolve);
      this.#onRecordsEnded = () => {
        cancel();
        resolve();
      };
    });
  }

  async #allGone(timeoutMs: number): Promise<void> {
    if (this.#connections.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.schedule(timeoutMs, resolve);
      this.#waiting.add(() => {
        cancel();
        resolve();
      });
    });
  }

  #begin(connection: WebSocketConnection, admitted: Admitted): void {
    const sessionId = randomUUID();
    const log = this.#parts.log.child({ sessionId });
    let session: Session;
    try {
      session = this.#open(sessionId, admitted, log);
    } catch (error) {
      const wireError = this.#toWireError(error);
      this.#parts.watch.refused(wireError.code);
      this.#sayAndClose(connection, wireError);
      return;
    }
    this.#sessions.add(session);
    log.info({ language: admitted.language, keyId: admitted.principal.keyId }, 'session opened');
    this.#track(connection);
    session.attach(connection);
    if (this.#shutdownAtMs !== undefined) session.announceShutdown(unixSeconds(this.#shutdownAtMs));
    this.#lead(connection, session, log);
  }

  #open(sessionId: string, admitted: Admitted, log: Log): Session {
    const { principal, parameters, language, servedLanguage } = admitted;
    const { recognition, store, clock, now, limits, terms, watch } = this.#parts;
    const startedAtMs = clock.nowMs();
    const watched = watch.prepare(this.#servedOf(admitted));
    const session: Session = new Session({
      sessionId,
      owner: principal.owner,
      recognition,
      clock,
      limits,
      meter: watched.meter,
      format: formats[parameters.format],
      language,
      servedLanguage,
      options: parameters.options,
      terms,
      unknownParameters: parameters.unknown,
      createToken: () => randomBytes(32).toString('base64url'),
      createRecorder: (modelId) => {
        const { owner, keyId } = principal;
        const record = { sessionId, owner, keyId, language, modelId, startedAtMs: now() };
        const onProblem = ({ code, message }: { code: string; message: string }): void => {
          log.error({ code, reason: message }, 'record incomplete');
        };
        const onEnded = (): void => {
          this.#openRecords -= 1;
          if (this.#openRecords === 0) this.#onRecordsEnded();
        };
        this.#openRecords += 1;
        return recordSession(record, { store, clock, now, timeoutMs: limits.recordTimeoutMs, onProblem, onEnded });
      },
      onFault: (error) => {
        log.error({ err: error }, 'session failed');
      },
      onOver: (summary) => {
        this.#sessions.over(session);
        watched.over(summary);
        log.info({ ...summary, durationMs: Math.round(clock.nowMs() - startedAtMs) }, 'session closed');
      },
      onClosed: () => {
        this.#sessions.remove(session);
      },
    });
    watched.begin(session, principal);
    return session;
  }

  #servedOf({ servedLanguage, parameters: { options } }: Admitted): ServedSession {
    const { type = this.#parts.terms.defaultType, keyTerms } = options;
    return { servedLanguage, type, hasKeyTerms: keyTerms.length > 0 };
  }

  #resume(connection: WebSocketConnection, { session, lastSeq }: Readmitted): void {
    const log = this.#parts.log.child({ sessionId: session.sessionId });
    this.#track(connection);
    this.#lead(connection, session, log);
    session.resume(connection, lastSeq);
    if (session.connection !== connection) return;
    this.#parts.watch.resumed();
    log.info({ lastSeq }, 'session resumed');
  }

  /** Leads what a connection tells to its session, for as long as it is the session's connection. */
  #lead(connection: WebSocketConnection, session: Session, log: Log): void {
    const act = (carryOut: () => void): void => {
      if (session.connection !== connection) return;
      // A fault of ours in one session must not reach the others.
      try {
        carryOut();
      } catch (error) {
        log.error({ err: error }, 'session failed');
        session.onViolation(new WireError('internal', 'The server could not handle this message. Connect again.'));
      }
    };
    connection.listen({
      onAudio: (bytes) => {
        act(() => {
          session.onAudio(bytes);
        });
      },
      onText: (text) => {
        act(() => {
          session.onText(text);
        });
      },
      onCloseFrame: () => {
        act(() => {
          session.onCloseFrame();
        });
      },
      onViolation: (error) => {
        act(() => {
          session.onViolation(error);
        });
      },
      onDrain: () => {
        act(() => {
          session.onDrain();
        });
      },
      onConfirmed: (mark) => {
        act(() => {
          session.onConfirmed(mark);
        });
      },
      onGone: (isConfirmed) => {
        act(() => {
          if (!session.isOver) log.info({}, 'connection lost');
          session.onLost(isConfirmed);
        });
        this.#untrack(connection);
      },
    });
  }

  /** A browser cannot read a failed upgrade, so it gets the upgrade, the error and a close code. */
  #refuseInSocket(upgrade: Upgrade, error: WireError): void {
    this.#listener.upgrade(upgrade, (connection) => {
      this.#sayAndClose(connection, error);
    });
  }

  #sayAndClose(connection: WebSocketConnection, error: WireError): void {
    this.#track(connection);
    connection.listen({
      ...deaf,
      onGone: () => {
        this.#untrack(connection);
      },
    });
    const { code, message, details } = error;
    connection.send(JSON.stringify({ type: 'error', code, message, ...(details === undefined ? {} : { details }) }));
    connection.close(closeCodeOf(code), code);
  }

  #track(connection: WebSocketConnection): void {
    this.#connections.add(connection);
    if (this.#isClosing) connection.terminate();
  }

  #untrack(connection: WebSocketConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
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

const nothing = (): void => undefined;

/** For a connection that is only told why it ends. */
const deaf: Omit<SocketEvents, 'onGone'> = {
  onAudio: nothing,
  onText: nothing,
  onCloseFrame: nothing,
  onViolation: nothing,
  onDrain: nothing,
  onConfirmed: nothing,
};

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
