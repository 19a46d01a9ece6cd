/** The client's connection, as a session uses it. */
export interface Connection {
  /** Bytes given to {@link send} and not taken by the network yet. */
  readonly bufferedBytes: number;
  /** Sends one text message. Never blocks and never throws; a lost connection drops it. */
  send(text: string): void;
  /** Stops reading from the client, so that TCP slows it down. */
  pauseReading(): void;
  /** Reads on. */
  resumeReading(): void;
  /** Sends a Close frame, or answers the client's. Idempotent. */
  close(code: number, reason: string): void;
}

/** Time as a session sees it; a test gives it one that stands still. */
export interface Clock {
  /** Milliseconds that never go back; only differences mean something. */
  nowMs(): number;
  /**
   * Calls back once.
   *
   * @param delayMs - >= 0.
   * @returns cancels it; may be called at any time.
   */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** The clock of the machine. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** The bounds of one session. */
export interface SessionLimits {
  /** The longest text message, in bytes. */
  readonly maxTextBytes: number;
  /** Audio received and not decoded at which reading stops, in ms; it goes on at half of it. */
  readonly maxAudioAheadMs: number;
  /** Bytes waiting in the connection at which partials are shed. */
  readonly shedPartialsBytes: number;
  /** Bytes waiting for a client that does not read, at which it is disconnected. */
  readonly maxOutboxBytes: number;
  /** Time without audio that finalises an open segment, in ms. */
  readonly gapMs: number;
  /** Time without audio or keepalive that ends the session, in ms. */
  readonly idleMs: number;
  /** Time without progress of the last finals that ends the session, in ms. */
  readonly closeTimeoutMs: number;
}
