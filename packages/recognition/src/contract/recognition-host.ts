import type { EndpointRules } from './endpoint-rules.ts';
import type { Hypothesis, Writing } from './hypothesis.ts';
import type { PoolFigures } from './pool-figures.ts';

/** What a stream is opened with. */
export interface RecognitionStreamOptions {
  /** One of the languages of {@link RecognitionHost.languages}. */
  readonly language: string;
  /**
   * `fast`: finals are what the streaming model heard. `quality`: another model hears each segment again as a whole; only
   * where {@link RecognitionService.secondModelId} says that there is one, else as `fast`. Default `fast`.
   */
  readonly type?: 'fast' | 'quality';
  /** Default {@link usualEndpointRules}. */
  readonly endpointing?: EndpointRules;
  /**
   * Words and phrases to prefer; heeded only where {@link RecognitionService.takesKeyTerms}. Default: none.
   */
  readonly keyTerms?: readonly string[];
}

/** How a language is served. */
export interface RecognitionService {
  /** The streaming model. */
  readonly modelId: string;
  /** The model that hears segments again for `quality`; absent when there is none. */
  readonly secondModelId?: string;
  /** True when the streaming model can be made to prefer words. */
  readonly takesKeyTerms: boolean;
}

/**
 * What a recognition stream tells, in this order in time. All positions are samples on the sample
 * clock of the stream.
 *
 * - `partial`: the text of the open utterance, replacing the partial before it.
 * - `final`: words that will not change any more; the next partial begins after them.
 * - `decoded`: audio up to here has been used; frees back-pressure.
 * - `flushed`: all audio before the flush of that id is in finals now.
 * - `recovering`: the worker is lost (`worker_lost`, `worker_killed`, `worker_hung` or `worker_nonsense`); another one hears again
 *   what is not final, so the next events are late. Nothing is told twice but a partial, nothing is left out.
 * - `ended`: the answer to {@link RecognitionStream.end}; the last event.
 * - `failed`: the stream is lost; the last event. `worker_lost` when its audio keeps
 *   ending workers or no other worker could take it in time, `model_failing` when no worker of the model is started.
 */
export type RecognitionEvent =
  | { readonly type: 'speech_start'; readonly sample: number }
  | { readonly type: 'speech_end'; readonly sample: number }
  | { readonly type: 'partial'; readonly hypothesis: Hypothesis }
  | {
      readonly type: 'final';
      readonly hypothesis: Hypothesis;
      /** True when the segment was cut for its length: the speaker has not paused. */
      readonly goesOn: boolean;
      /**
       * What the second model had to do with it; absent where it was not asked. `waitedMs` is how long the final waited for it,
       * `isHeard` whether it answered in time.
       */
      readonly secondPass?: { readonly waitedMs: number; readonly isHeard: boolean };
    }
  | { readonly type: 'decoded'; readonly samples: number }
  | { readonly type: 'flushed'; readonly flushId: number }
  | { readonly type: 'recovering'; readonly reason: RecognitionErrorCode }
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly error: RecognitionError };

/** Stable codes of {@link RecognitionError}. */
export const recognitionErrorCodes = {
  worker_lost: 'the worker process ended',
  worker_killed: 'somebody killed the worker process: an operator, or the system when memory is short',
  worker_hung: 'the worker process did not answer',
  worker_nonsense: 'the worker process told what cannot be',
  worker_start_failed: 'the worker process could not load its model',
  capacity: 'no worker can take another stream',
  language_not_served: 'no model for that language',
  model_failing: 'the workers of the model keep ending before they decode anything',
  stream_overrun: 'more audio was sent than the worker agreed to queue',
} as const;

/** A stable code of {@link RecognitionError}. */
export type RecognitionErrorCode = keyof typeof recognitionErrorCodes;

/** Why recognition could not go on. */
export class RecognitionError extends Error {
  override readonly name = 'RecognitionError';
  readonly code: RecognitionErrorCode;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: RecognitionErrorCode, message: string, options?: { cause?: unknown; retryable?: boolean }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options?.retryable ?? code !== 'language_not_served';
  }
}

/** One session's audio on its way through a recognizer somewhere behind the process boundary. */
export interface RecognitionStream {
  /** The model that serves it. */
  readonly modelId: string;
  /** How the words of its hypotheses are written, unless one says otherwise; known from the first hypothesis on. */
  readonly writing: Writing;
  /** The key terms that its model cannot write, as they were given; they are left out. Absent: none. */
  readonly unusableKeyTerms?: readonly string[];
  /**
   * Sends audio. Never blocks: the caller bounds what is under way by the `decoded` events.
   *
   * @param samples - 16 kHz mono s16, any length; owned by the stream from now on: it must not be changed.
   *   It is kept for as long as it may have to be heard again.
   */
  write(samples: Int16Array): void;
  /** Asks for the finals of all that was written; answered by `flushed` with the same id. */
  flush(flushId: number): void;
  /** Says that no audio follows; answered by the last finals and `ended`. */
  end(): void;
  /** Abandons the stream; no event follows. Idempotent. */
  close(): void;
}

/**
 * The port between a session and recognition. Assumes neither shared memory nor a shared disk with
 * what serves it.
 */
export interface RecognitionHost {
  /** The BCP-47 tags served, canonical, best model first. */
  readonly languages: readonly string[];
  /** True while at least one worker could take a stream; not while none is started because they keep ending. */
  readonly isReady: boolean;
  /** What its workers do, made anew each time it is asked for; absent for a host that cannot tell. */
  readonly pools?: readonly PoolFigures[];
  /** How a language is served; undefined when it is not. */
  service(language: string): RecognitionService | undefined;
  /**
   * Opens a stream at once, also while its model is not loaded: its audio waits then. What goes wrong later is its
   * `failed` event.
   *
   * @param onEvent - called for each event, never before this call returns, never after
   *   {@link RecognitionStream.close}. A stream whose callback throws is closed.
   * @throws RecognitionError `language_not_served`, `capacity` or `model_failing`.
   */
  open(options: RecognitionStreamOptions, onEvent: (event: RecognitionEvent) => void): RecognitionStream;
  /** Ends all workers; streams still open fail with `worker_lost`. Idempotent. */
  close(): Promise<void>;
}
