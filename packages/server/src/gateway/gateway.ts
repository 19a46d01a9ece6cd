import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeCodeOf, realtimePaths, WireError } from '@steno/protocol';
import { RecognitionError, type RecognitionHost } from '@steno/recognition';
import { formats } from '../formats/formats.ts';
import type { Log } from '../log.ts';
import { Session } from '../session/session.ts';
import type { Clock, SessionLimits } from '../session/ports.ts';
import { type Admitted, type AdmissionParts, admit } from './admission.ts';
import { unknownPath } from './http-listener.ts';
import { toHttpMessage, toRefusal } from './refusal.ts';
import { parseRequest } from './upgrade-request.ts';
import { type SocketLimits, type WebSocketConnection, WebSocketListener } from './ws-adapter.ts';

/** What a gateway works with. */
export interface GatewayParts extends AdmissionParts {
  readonly recognition: RecognitionHost;
  readonly clock: Clock;
  readonly limits: SessionLimits & SocketLimits;
  readonly log: Log;
}

/** How long clients may take to take their last messages at shutdown, in ms. Chosen. */
const shutdownTimeoutMs = 5000;

/** Leads upgrade requests to sessions; owns the sessions and their connections. */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #listener: WebSocketListener;
  readonly #sessions = new Map<Session, WebSocketConnection>();
  /** Every WebSocket that is not gone, with or without a session. */
  readonly #connections = new Set<WebSocketConnection>();
  #isClosing = false;
  #onAllGone: () => void = () => undefined;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#listener = new WebSocketListener(parts.limits);
  }

  /** Live sessions. */
  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** True while new sessions are taken. */
  get isReady(): boolean {
    return !this.#isClosing && this.#parts.recognition.isReady;
  }

  /** Takes an upgrade request; the socket belongs to the gateway from now on. */
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Between the request and the upgrade nobody else listens.
    socket.on('error', () => undefined);
    const parsed = parseRequest(request);
    let admitted: Admitted;
    try {
      if (!realtimePaths.some((path) => path === parsed.path)) throw unknownPath(parsed.path);
      if (this.#isClosing) throw new WireError('shutting_down', 'The server is shutting down. Try again shortly.');
      admitted = admit(parsed, this.#parts);
    } catch (error) {
      const wireError = this.#toWireError(error);
      this.#parts.log.info({ code: wireError.code }, 'session refused');
      if (!parsed.isFromBrowser || wireError.code === 'not_found') refuseOverHttp(socket, wireError);
      else this.#refuseInSocket({ request, socket, head }, wireError);
      return;
    }
    this.#listener.upgrade({ request, socket, head }, (connection) => {
      this.#begin(connection, admitted);
    });
  }

  /** Ends all sessions: their audio so far is finalised and they are closed with 1001. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const session of this.#sessions.keys()) session.shutdown();
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.#parts.clock.schedule(shutdownTimeoutMs, resolve);
        this.#onAllGone = () => {
          cancel();
          resolve();
        };
      });
    }
    for (const connection of this.#connections) connection.terminate();
  }

  #begin(connection: WebSocketConnection, admitted: Admitted): void {
    const sessionId = randomUUID();
    const { recognition, clock, limits } = this.#parts;
    const log = this.#parts.log.child({ sessionId });
    const startedAtMs = clock.nowMs();
    let session: Session;
    try {
      session = new Session({
        sessionId,
        connection,
        recognition,
        clock,
        limits,
        format: formats[admitted.parameters.format],
        language: admitted.language,
        servedLanguage: admitted.servedLanguage,
        options: admitted.parameters.options,
        unknownParameters: admitted.parameters.unknown,
        onClosed: (summary) => {
          this.#sessions.delete(session);
          log.info({ ...summary, durationMs: Math.round(clock.nowMs() - startedAtMs) }, 'session closed');
        },
      });
    } catch (error) {
      this.#sayAndClose(connection, this.#toWireError(error));
      return;
    }
    this.#sessions.set(session, connection);
    this.#track(connection);
    log.info({ language: admitted.language, keyId: admitted.principal.keyId }, 'session opened');
    // A fault of ours in one session must not reach the others.
    const guarded = (act: () => void): void => {
      try {
        act();
      } catch (error) {
        log.error({ err: error }, 'session failed');
        session.onViolation(new WireError('internal', 'The server could not handle this message. Connect again.'));
      }
    };
    connection.listen({
      onAudio: (bytes) => {
        guarded(() => {
          session.onAudio(bytes);
        });
      },
      onText: (text) => {
        guarded(() => {
          session.onText(text);
        });
      },
      onCloseFrame: () => {
        guarded(() => {
          session.onCloseFrame();
        });
      },
      onViolation: (error) => {
        session.onViolation(error);
      },
      onDrain: () => {
        session.onDrain();
      },
      onGone: () => {
        session.onLost();
        this.#untrack(connection);
      },
    });
  }

  /** A browser cannot read a failed upgrade, so it gets the upgrade, the error and a close code. */
  #refuseInSocket(
    parts: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
    error: WireError,
  ): void {
    this.#listener.upgrade(parts, (connection) => {
      this.#sayAndClose(connection, error);
    });
  }

  #sayAndClose(connection: WebSocketConnection, error: WireError): void {
    this.#track(connection);
    const nothing = (): void => undefined;
    connection.listen({
      onAudio: nothing,
      onText: nothing,
      onCloseFrame: nothing,
      onViolation: nothing,
      onDrain: nothing,
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
  }

  #untrack(connection: WebSocketConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#onAllGone();
  }

  #toWireError(error: unknown): WireError {
    if (error instanceof WireError) return error;
    if (error instanceof RecognitionError && error.code === 'capacity') {
      return new WireError('at_capacity', 'No recognizer is free. Try again shortly.');
    }
    this.#parts.log.error({ err: error }, 'upgrade failed');
    return new WireError('internal', 'The session could not be opened. Try again.');
  }
}

/** The client may keep its side open and go on sending; neither may hold the connection. */
function refuseOverHttp(socket: Duplex, error: WireError): void {
  socket.resume();
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(toHttpMessage(toRefusal(error)));
}
