import type { ServerMessage, StateMessage } from '@steno/protocol';
import { backoffMs } from './backoff.ts';
import { ClientError } from './client-error.ts';
import { Connection, type ConnectionListener } from './connection.ts';
import type { SessionLimits, TokenProvider } from './contract.ts';
import type { Platform } from './platform.ts';
import { recoveryFrom } from './recovery.ts';
import { retryAfterMsOf } from './retry-after.ts';
import { ServerSession } from './server-session.ts';
import { connectionUrl, type SessionRequest } from './session-request.ts';

/** What a link is made with. */
export interface LinkOptions {
  readonly platform: Platform;
  readonly limits: SessionLimits;
  readonly server: URL;
  readonly token: string | TokenProvider | undefined;
  readonly request: SessionRequest;
  /** Whether the first opening is tried again, as a reconnection is. */
  readonly retryOpening: boolean;
}

/** The server session before, when another one takes its place. */
export interface FormerSession {
  readonly sessionId: string;
  /** Why it is over. */
  readonly wireCode: string;
}

/** What a link tells. Nothing is told after `onFailed` or once it was ended. */
export interface LinkListener {
  /**
   * A server session has begun and takes audio.
   *
   * @param former - undefined for the first.
   */
  onListening(message: StateMessage, former: FormerSession | undefined): void;
  /** Came back to the same server session. */
  onResumed(message: StateMessage, missedMs: number): void;
  /** Every message, as it came; those of a session once each, in their order. */
  onMessage(message: ServerMessage): void;
  /** A message of the session that took its number: what there is to do about it is done now. */
  onNumbered(message: ServerMessage): void;
  /**
   * No connection is there; another one is being made.
   *
   * @param isOver - true: the server session will not come back.
   */
  onLost(isOver: boolean): void;
  onFailed(error: ClientError): void;
  onDrained(): void;
  onLife(): void;
}

/** How many breaks in the numbers of one server session are put down to a connection. */
const toleratedNumberFaults = 1;

/**
 * The tie between a session of the client and the server: one connection at a time, the next one when it is lost, and
 * another server session when the one before cannot be come back to.
 */
export class Link implements ConnectionListener {
  readonly #options: LinkOptions;
  readonly #listener: LinkListener;
  #connection: Connection | undefined;
  #session = new ServerSession();
  #former: FormerSession | undefined;
  #hasBeenOpen = false;
  #isAccepted = false;
  #isEnded = false;
  /** The server has said its last word on this connection, and closes it. */
  #isServerClosing = false;
  #attempt = 0;
  #acceptedAtMs = 0;
  #lostAtMs = 0;
  /** Since when connections have failed, or have not lasted; undefined when all is well. */
  #troubleSinceMs: number | undefined;
  #cancelAttempt: () => void = () => undefined;
  #cancelGivingUp: () => void = () => undefined;

  constructor(options: LinkOptions, listener: LinkListener) {
    this.#options = options;
    this.#listener = listener;
    this.#connect();
  }

  /** True while the server hears. */
  get isConnected(): boolean {
    return this.#isAccepted;
  }

  /** True while a sign of life has been missing for long. */
  get isStale(): boolean {
    return this.#connection?.isStale ?? false;
  }

  /** Bytes not yet with the network. */
  get bufferedBytes(): number {
    return this.#connection?.bufferedBytes ?? 0;
  }

  /** Sends one message; ignored without a connection. */
  send(data: string | Uint8Array): void {
    this.#connection?.send(data);
  }

  /** The server has ended its session in order, and closes: another one is to take its place. */
  renew(wireCode: string): void {
    this.#noteLoss();
    this.#forgetSession(wireCode);
    this.#listener.onLost(true);
    if (this.#isEnded) return;
    this.#connection?.close('server', () => {
      this.#connection = undefined;
      this.#reconnect(new ClientError('closed', 'The server has ended the session.', { wireCode, retryable: true }));
    });
  }

  /**
   * Ends it; nothing is told any more. To be called once.
   *
   * @param onClosed - called once nothing is left of it.
   */
  end(onClosed: () => void): void {
    this.#isEnded = true;
    this.#isAccepted = false;
    this.#cancelAttempt();
    this.#cancelGivingUp();
    if (this.#connection === undefined) onClosed();
    else this.#connection.close(this.#isServerClosing ? 'server' : 'us', onClosed);
  }

  onOpen(): void {
    const { start } = this.#options.request;
    if (start !== undefined && !this.#session.isAgreed) this.#connection?.send(start);
  }

  onMessage(message: ServerMessage | undefined, seq: number | undefined): void {
    if (message?.type === 'error') {
      this.#listener.onMessage(message);
      if (!this.#isEnded) this.#refused(message);
    } else if (message?.type === 'state' && message.state === 'resumed') {
      this.#listener.onMessage(message);
      if (!this.#isEnded) this.#resumed(message);
    } else if (seq !== this.#session.lastSeq + 1 || (this.#session.isAgreed && !this.#isAccepted)) {
      this.#numberFault(seq);
    } else {
      this.#session.lastSeq = seq;
      if (message === undefined) return;
      this.#listener.onMessage(message);
      if (!this.#isEnded) this.#take(message);
    }
  }

  onDown(error: ClientError): void {
    this.#lose(error);
  }

  onDrained(): void {
    this.#listener.onDrained();
  }

  onLife(): void {
    this.#listener.onLife();
  }

  #connect(): void {
    const { platform, limits, server, token, request } = this.#options;
    if (!this.#session.isAgreed) this.#session = new ServerSession();
    this.#isServerClosing = false;
    const url = connectionUrl(server, request, this.#session.resumption);
    this.#connection = new Connection({ platform, limits, url, host: server.host, token }, this);
  }

  #take(message: ServerMessage): void {
    if (message.type === 'state' && message.state === 'listening') {
      const isFirst = this.#session.listening(message);
      // With a first message of ours, what the server says before it is not what is agreed.
      if (isFirst && this.#options.request.start !== undefined) return;
      this.#agreed(message);
      return;
    }
    if (message.type === 'state' && message.state === 'stopped') this.#isServerClosing = true;
    if (message.type === 'transcript' || message.type === 'flushed') this.#isWell();
    this.#listener.onNumbered(message);
  }

  #agreed(message: StateMessage): void {
    if (!this.#session.agree()) {
      this.#fail(new ClientError('protocol', 'the server began a session without telling its name and resume token'));
      return;
    }
    this.#hasBeenOpen = true;
    const former = this.#former;
    this.#former = undefined;
    this.#accept();
    this.#listener.onListening(message, former);
  }

  #resumed(message: StateMessage): void {
    if (this.#isAccepted || !this.#session.resumed(message)) {
      this.#fail(new ClientError('protocol', 'the server resumed a session in another way than it was asked to'));
      return;
    }
    this.#accept();
    this.#listener.onResumed(message, this.#options.platform.clock.nowMs() - this.#lostAtMs);
  }

  #accept(): void {
    this.#isAccepted = true;
    this.#acceptedAtMs = this.#options.platform.clock.nowMs();
    this.#cancelGivingUp();
    this.#connection?.accept();
  }

  #isWell(): void {
    this.#attempt = 0;
    this.#troubleSinceMs = undefined;
  }

  #refused(message: ServerMessage & { readonly type: 'error' }): void {
    const { code: wireCode, details } = message;
    const code = this.#isAccepted ? 'closed' : 'refused';
    this.#isServerClosing = true;
    const retryAfterMs = retryAfterMsOf(details);
    this.#lose(new ClientError(code, message.message, { wireCode, details, retryAfterMs }));
  }

  #numberFault(seq: number | undefined): void {
    const due = this.#session.lastSeq + 1;
    const error = new ClientError('protocol', `the server sent message ${String(seq)} when ${due} was due`);
    this.#session.numberFaults += 1;
    if (this.#isAccepted && this.#session.numberFaults <= toleratedNumberFaults) {
      this.#lose(new ClientError('closed', error.message, { cause: error, retryable: true }));
    } else {
      this.#fail(error);
    }
  }

  #lose(error: ClientError): void {
    const isAccepted = this.#isAccepted;
    const recovery = recoveryFrom(error, { hasSession: this.#session.isAgreed, isAccepted });
    const isFirstOpening = !this.#hasBeenOpen && !(this.#options.retryOpening && error.retryable);
    if (recovery === 'fail' || isFirstOpening) {
      this.#fail(error);
      return;
    }
    this.#loseConnection();
    if (recovery === 'begin_anew') this.#forgetSession(error.wireCode ?? error.code);
    if (isAccepted || recovery === 'begin_anew') this.#listener.onLost(recovery === 'begin_anew');
    this.#reconnect(error);
  }

  #loseConnection(): void {
    this.#connection?.terminate();
    this.#connection = undefined;
    this.#noteLoss();
  }

  #noteLoss(): void {
    if (!this.#isAccepted) return;
    const nowMs = this.#options.platform.clock.nowMs();
    this.#isAccepted = false;
    this.#lostAtMs = nowMs;
    // A connection that has lasted was a good one, although nobody spoke.
    if (nowMs - this.#acceptedAtMs >= this.#options.limits.maxReconnectDelayMs) this.#isWell();
  }

  #forgetSession(wireCode: string): void {
    this.#former = { sessionId: this.#session.id, wireCode };
    this.#session = new ServerSession();
  }

  #reconnect(error: ClientError): void {
    // Whoever was told of the loss may have ended everything.
    if (this.#isEnded) return;
    const { platform, limits } = this.#options;
    const nowMs = platform.clock.nowMs();
    this.#troubleSinceMs ??= nowMs;
    const leftMs = this.#troubleSinceMs + limits.reconnectTimeoutMs - nowMs;
    this.#cancelGivingUp();
    if (leftMs <= 0) {
      this.#giveUp(error);
      return;
    }
    this.#cancelGivingUp = platform.clock.schedule(leftMs, () => this.#giveUp(error));
    // Those who are told the same moment do not all come at it.
    const delayMs = (error.retryAfterMs ?? 0) + backoffMs(this.#attempt, limits, platform.random());
    this.#attempt += 1;
    this.#cancelAttempt = platform.clock.schedule(Math.min(delayMs, leftMs), () => this.#connect());
  }

  #giveUp(last: ClientError): void {
    const seconds = Math.round(this.#options.limits.reconnectTimeoutMs / 1000);
    const message = `No connection to ${this.#options.server.host} has lasted for ${seconds} s. ${last.message}`;
    const { code, wireCode, details } = last;
    this.#fail(new ClientError(code, message, { wireCode, details, retryable: true, cause: last }));
  }

  #fail(error: ClientError): void {
    if (!this.#isEnded) this.#listener.onFailed(error);
  }
}
