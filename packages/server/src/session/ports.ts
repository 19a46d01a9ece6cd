import type { SegmentText } from '../transcript/transcript.ts';
import type { SessionReport } from './session-report.ts';

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
  /**
   * Asks the client to confirm that it has read everything sent so far; the session is told when it does.
   *
   * @param mark - comes back with the confirmation; up to 125 bytes of ASCII.
   */
  probe(mark: string): void;
  /** Sends a Close frame, or answers the client's. Idempotent. */
  close(code: number, reason: string): void;
}

/** Keeps the finals of one session. Each callback is called exactly once, possibly at once. */
export interface Recorder {
  /** Stores a final; `done` is called once it is durable, or it is certain that it is not kept. */
  append(final: SegmentText, done: (isKept: boolean) => void): void;
  /** Ends the record; `done` tells whether all of the session can be read from it. */
  end(ending: SessionEnding, done: (isComplete: boolean) => void): void;
}

/** Whoever watches a session: shown what its client is told, in the same order. Calls never throw. */
export interface Audience {
  /** The newest text of the open segment; it replaces the one before. */
  partial(text: SegmentText): void;
  /**
   * A final that must not be shown yet, nor what comes after it.
   *
   * @returns shows it; to be called once.
   */
  final(text: SegmentText): () => void;
  /** Nothing follows. */
  end(ending: Omit<SessionEnding, 'report'>): void;
}

/** How a session ended, for its record. */
export interface SessionEnding {
  /** The wire error that ended it; absent when it ended as it should. */
  readonly errorCode?: string;
  /** Audio received, in samples. */
  readonly receivedSamples: number;
  /** What was measured; complete once the last final has been sent. */
  readonly report: () => SessionReport;
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
  /** Time a session without a connection waits to be resumed, in ms; 0 for none. */
  readonly resumeWindowMs: number;
  /** Time audio may wait to be decoded before the client is warned, in ms. */
  readonly lagWarningMs: number;
  /** Time without progress of the last finals that ends the session, in ms; with `quality` a wait for the second model is added. */
  readonly closeTimeoutMs: number;
  /** Time the final of the shortest segment may wait for the second model, in ms. */
  readonly secondPassTimeoutMs: number;
}
