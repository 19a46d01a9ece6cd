import type { RecognitionError } from '../../contract/recognition-host.ts';
import { ReleaseClock } from './release-clock.ts';
import { ReplayedStream, type ReplayedStreamOptions, type StreamWorker } from './replayed-stream.ts';

/** What lost workers have cost so far. */
export interface ReplayFigures {
  /** Streams given to another worker. */
  readonly replayedStreams: number;
  /** Samples heard again. */
  readonly replayedSamples: number;
  /** Samples kept now, of all streams. */
  readonly keptSamples: number;
  /** Streams that wait for a worker now. */
  readonly waitingStreams: number;
}

/** What the streams of a pool work with. */
export interface PoolStreamsOptions {
  /** The worker that is best given another stream; undefined when none has room. */
  readonly findWorker: () => StreamWorker | undefined;
  /** Why waiting is of no use; undefined while a worker may come. */
  readonly refusal: () => RecognitionError | undefined;
  /** A stream is over. */
  readonly onOver: () => void;
}

/** What a stream of a pool is opened with. */
export type PoolStreamOptions = Omit<ReplayedStreamOptions, 'source' | 'releases' | 'onReplay'>;

/**
 * The open streams of a pool, and those among them that wait for a worker. Streams that were lost twice without progress
 * are suspected of ending workers: they are heard again one at a time, so that each answers for itself.
 */
export class PoolStreams {
  readonly #options: PoolStreamsOptions;
  readonly #releases = new ReleaseClock();
  readonly #open = new Set<ReplayedStream>();
  /** Who waits longest first. */
  readonly #waiting = new Set<ReplayedStream>();
  /** The one suspect that a worker has. */
  #suspectInWorker: ReplayedStream | undefined;
  #replayedStreams = 0;
  #replayedSamples = 0;

  constructor(options: PoolStreamsOptions) {
    this.#options = options;
  }

  /** What lost workers have cost. */
  get figures(): ReplayFigures {
    let keptSamples = 0;
    for (const stream of this.#open) keptSamples += stream.keptSamples;
    return {
      replayedStreams: this.#replayedStreams,
      replayedSamples: this.#replayedSamples,
      keptSamples,
      waitingStreams: this.#waiting.size,
    };
  }

  /** Streams open now. */
  get count(): number {
    return this.#open.size;
  }

  /**
   * Opens a stream.
   *
   * @param worker - has room; undefined when the stream has to wait for the first that has.
   */
  open(worker: StreamWorker | undefined, options: PoolStreamOptions): ReplayedStream {
    const source = {
      wait: (stream: ReplayedStream): void => {
        this.#release(stream);
        this.#waiting.add(stream);
      },
      onCleared: (stream: ReplayedStream): void => {
        if (this.#release(stream)) this.serveWaiting();
      },
      onOver: (stream: ReplayedStream): void => {
        this.#open.delete(stream);
        this.#waiting.delete(stream);
        this.#release(stream);
        // It leaves room in its worker.
        this.serveWaiting();
        this.#options.onOver();
      },
    };
    const onReplay = (samples: number): void => {
      this.#replayedStreams += 1;
      this.#replayedSamples += samples;
    };
    const stream = new ReplayedStream({ ...options, source, releases: this.#releases, onReplay });
    this.#open.add(stream);
    if (worker === undefined) {
      stream.wait();
      this.#waiting.add(stream);
    } else {
      stream.attach(worker);
    }
    return stream;
  }

  /** Gives waiting streams to workers that have room: first those that nothing speaks against. */
  serveWaiting(): void {
    for (const isSuspect of [false, true]) {
      for (const stream of [...this.#waiting]) {
        // Serving one may have ended others.
        if (stream.isSuspect !== isSuspect || !this.#waiting.has(stream)) continue;
        if (isSuspect && this.#suspectInWorker !== undefined) return;
        if (!this.#serve(stream)) return;
      }
    }
  }

  /** Fails all streams. */
  failAll(error: RecognitionError): void {
    // First, so that nobody of them is given a worker meanwhile.
    this.#waiting.clear();
    for (const stream of [...this.#open]) stream.fail(error);
  }

  /** @returns false when nobody else can be served either. */
  #serve(stream: ReplayedStream): boolean {
    const worker = this.#options.findWorker();
    if (worker === undefined) {
      const refusal = this.#options.refusal();
      if (refusal !== undefined) stream.fail(refusal);
      return refusal !== undefined;
    }
    this.#waiting.delete(stream);
    if (stream.isSuspect) this.#suspectInWorker = stream;
    stream.attach(worker);
    return true;
  }

  #release(stream: ReplayedStream): boolean {
    if (this.#suspectInWorker !== stream) return false;
    this.#suspectInWorker = undefined;
    return true;
  }
}
