import { WireError } from '@steno/protocol';
import { unauthorized } from '../auth/authenticator.ts';
import type { Principal } from '../auth/principal.ts';
import type { LimitCounters } from '../limits/limit-counters.ts';
import type { Clock } from '../session/ports.ts';
import type { Connections } from './connections.ts';
import type { SocketEvents, WebSocketConnection } from './ws-adapter.ts';

/** The bounds of a connection whose key is not known yet. */
export interface KeyGateLimits {
  /** How long it may be so, in ms. */
  readonly authTimeoutMs: number;
  /** What it may send until then, in bytes of the wire. */
  readonly maxUnauthenticatedBytes: number;
}

/** What a key gate works with. */
export interface KeyGateParts {
  readonly connections: Connections;
  readonly clock: Clock;
  readonly limits: KeyGateLimits;
  readonly counters: LimitCounters;
  /** Says whose key it is; rejects with WireError when it is nobody's. */
  readonly identify: (key: string) => Promise<Principal>;
  /** Begins the session of the connection; throws WireError when there is none. */
  readonly begin: (connection: WebSocketConnection, principal: Principal) => SocketEvents;
  readonly onRefused: (error: unknown) => WireError;
}

/** Holds a connection that came without a credential until its `start` message brings a key, or its time is over. */
export class KeyGate {
  readonly #parts: KeyGateParts;
  readonly #connection: WebSocketConnection;
  /** Where the connection leads once its key is known. */
  #events: SocketEvents | undefined;
  /** What had been read already when reading was paused, at most `maxUnauthenticatedBytes` and what the system reads at once. */
  #held: ((events: SocketEvents) => void)[] = [];
  #isAsked = false;
  #isRefused = false;
  readonly #cancelTimeout: () => void;
  #cancelEnd: () => void = () => undefined;
  readonly #endBudget: () => void;

  /** Takes the connection, in the turn of its upgrade. */
  constructor(connection: WebSocketConnection, parts: KeyGateParts) {
    this.#connection = connection;
    this.#parts = parts;
    const { connections, clock, limits, counters } = parts;
    connections.trackStranger(connection);
    this.#cancelTimeout = clock.schedule(limits.authTimeoutMs, () => {
      counters.count('unauthenticated_time');
      this.#refuse(unauthorized());
    });
    this.#endBudget = connection.budget(limits.maxUnauthenticatedBytes, () => {
      counters.count('unauthenticated_bytes');
      connection.terminate();
    });
    connection.listen({
      onAudio: (bytes) => {
        this.#on((events) => {
          events.onAudio(bytes);
        });
      },
      onText: (text) => {
        this.#on((events) => {
          events.onText(text);
        }, text);
      },
      onCloseFrame: () => {
        this.#on((events) => {
          events.onCloseFrame();
        });
      },
      onViolation: (error) => {
        if (this.#events === undefined) this.#refuse(error);
        else this.#events.onViolation(error);
      },
      onDrain: () => this.#events?.onDrain(),
      onConfirmed: (mark) => this.#events?.onConfirmed(mark),
      onGone: (isConfirmed) => {
        this.#release();
        this.#cancelEnd();
        if (this.#events === undefined) connections.untrack(connection);
        else this.#events.onGone(isConfirmed);
        this.#isRefused = true;
      },
    });
  }

  /** Something came: it is the session's, or waits for it, or has to be the key. */
  #on(tell: (events: SocketEvents) => void, text?: string): void {
    if (this.#events !== undefined) tell(this.#events);
    else if (this.#isRefused) return;
    else if (this.#isAsked) this.#held.push(tell);
    else this.#ask(tell, text);
  }

  #ask(tell: (events: SocketEvents) => void, text: string | undefined): void {
    const key = text === undefined ? undefined : keyIn(text);
    if (key === undefined) {
      this.#refuse(
        new WireError(
          'unauthorized',
          'There is no credential yet. Send {"action":"start","key":"<key>"} first, or a header Authorization.',
        ),
      );
      return;
    }
    this.#isAsked = true;
    this.#held.push(tell);
    this.#connection.pauseReading();
    this.#endBudget();
    this.#parts.identify(key).then(
      (principal) => {
        this.#pass(principal);
      },
      (error: unknown) => {
        this.#refuse(this.#parts.onRefused(error));
      },
    );
  }

  #pass(principal: Principal): void {
    // Too late: its time was over meanwhile, or it is gone.
    if (this.#isRefused) return;
    this.#connection.resumeReading();
    try {
      this.#events = this.#parts.begin(this.#connection, principal);
    } catch (error) {
      this.#refuse(this.#parts.onRefused(error));
      return;
    }
    this.#release();
    const held = this.#held;
    this.#held = [];
    for (const tell of held) tell(this.#events);
  }

  #refuse(error: WireError): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#held = [];
    this.#cancelTimeout();
    this.#cancelEnd = this.#parts.connections.dismiss(this.#connection, error);
  }

  #release(): void {
    this.#cancelTimeout();
    this.#endBudget();
  }
}

/** The key in a `start` message; undefined in any other text. */
function keyIn(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Whatever is no JSON has no key in it.
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('action' in value) || !('key' in value)) return undefined;
  return value.action === 'start' && typeof value.key === 'string' ? value.key : undefined;
}
