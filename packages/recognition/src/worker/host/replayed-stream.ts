import { msToSamples } from '@steno/audio';
import type { Writing } from '../../contract/hypothesis.ts';
import {
  RecognitionError,
  type RecognitionErrorCode,
  type RecognitionEvent,
  type RecognitionStream,
} from '../../contract/recognition-host.ts';
import { FrameError } from '../common/frame.ts';
import type { StreamSetup, WorkerReady } from '../common/worker-setup.ts';
import type { WorkerStreamEvent } from '../common/worker-stream-event.ts';
import { HeldSilence } from './held-silence.ts';
import type { Holder, ReleaseClock } from './release-clock.ts';
import { ReplayLog } from './replay-log.ts';
import { ToldEvents } from './told-events.ts';
import type { WorkerStream, WorkerStreamListener } from './worker-link.ts';

/**
 * Losses without progress after which a stream is given up: what it holds may be what ends workers. Chosen: the first
 * may be chance, at the second others were heard again beside it, at the third it was the only one.
 */
const maxLosses = 3;

/**
 * The same with those that somebody killed, of which nothing says that the audio did it. Chosen: kills once a second hit the
 * same place three times in a row once in some hundred sessions; that audio takes all memory there is cannot be ruled out.
 */
const maxLossesWithKills = 10;

/** How far apart two workers may be when the same audio ends them, in ms. Chosen: some steps of a usual model. */
const samePlaceMs = 2000;

/** Marks kept at which a checkpoint is asked for. Chosen: far below what a worker queues. */
const maxKeptMarks = 1000;

/** Until a worker says how it writes: nobody has seen a word. */
const unknownWriting: Writing = { casing: 'mixed', hasPunctuation: false };

/** What of a worker a stream needs. */
export interface StreamWorker {
  readonly ready: Pick<WorkerReady, 'writing'>;
  openStream(listener: WorkerStreamListener, setup: StreamSetup): WorkerStream;
}

/** Where a stream gets its workers from: the pool. */
export interface WorkerSource {
  /** The stream was lost; {@link ReplayedStream.attach} or `fail` follows, not within this call. */
  wait(stream: ReplayedStream): void;
  /** The stream has made progress and is suspected of nothing. */
  onCleared(stream: ReplayedStream): void;
  /** The stream is over: nobody waits for it any more. */
  onOver(stream: ReplayedStream): void;
}

/** What a replayed stream works with. */
export interface ReplayedStreamOptions {
  readonly modelId: string;
  /** The key terms that are left out; default none. */
  readonly unusableKeyTerms?: readonly string[];
  /** What each worker is told of the stream. */
  readonly setup: Omit<StreamSetup, 'resumeFrom' | 'toldEnds'>;
  readonly source: WorkerSource;
  readonly onEvent: (event: RecognitionEvent) => void;
  /** Told what `onEvent` throws; the stream is closed then. */
  readonly onListenerFault: (error: unknown) => void;
  /**
   * Decoded audio since the newest checkpoint at which the next is asked for, in ms. What is kept on top of it: the
   * checkpoint's lead-in, at most 1.5 s, and what is not decoded.
   */
  readonly maxReplayMs: number;
  /** How long the stream may wait for a worker, in ms. */
  readonly maxWaitMs: number;
  /** When what is held back of a long silence is given to the worker. */
  readonly releases: ReleaseClock;
  /** Called with the samples another worker is given again. */
  readonly onReplay: (samples: number) => void;
}

type State =
  | { readonly type: 'running'; readonly wire: WorkerStream }
  | { readonly type: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly type: 'over' };

/**
 * A session's stream, which outlives the workers that serve it: it keeps what it was given since the newest checkpoint,
 * gives it to another worker when one is lost, and tells the session only what is new.
 */
export class ReplayedStream implements RecognitionStream, WorkerStreamListener, Holder {
  readonly modelId: string;
  readonly unusableKeyTerms: readonly string[];
  readonly #options: ReplayedStreamOptions;
  readonly #log = new ReplayLog();
  readonly #told = new ToldEvents();
  readonly #silence = new HeldSilence();
  /** As the worker that has the stream now has told. */
  #isSpeaking = false;
  #state: State = { type: 'over' };
  #writing: Writing = unknownWriting;
  #hasHadWorker = false;
  #hasEnded = false;
  /** How far the worker that has the stream now is, in samples. */
  #decodedByWorker = 0;
  /** True from when a checkpoint is asked for until there is one. */
  #isRenewing = false;
  /** Losses without progress since the first of them, and how many of their workers were killed. */
  #losses = 0;
  #kills = 0;
  #decodedAtFirstLoss = 0;

  /** {@link attach} or {@link wait} follows at once. */
  constructor(options: ReplayedStreamOptions) {
    this.#options = options;
    this.modelId = options.modelId;
    this.unusableKeyTerms = options.unusableKeyTerms ?? [];
  }

  get writing(): Writing {
    return this.#writing;
  }

  /** What is held back no worker has. */
  get endSample(): number {
    return this.#log.endSample - this.#silence.samples;
  }

  /** Samples kept to be heard again. */
  get keptSamples(): number {
    return this.#log.keptSamples;
  }

  /** True when the next loss without progress may be one too many: it is heard again while no other suspect is. */
  get isSuspect(): boolean {
    return this.#losses - this.#kills >= maxLosses - 1 || this.#losses >= maxLossesWithKills - 1;
  }

  /** Gives the stream to a worker: the first, or the next one while it waits. */
  attach(worker: StreamWorker): void {
    const hasWaited = this.#state.type === 'waiting';
    const isReplay = this.#hasHadWorker;
    this.#hasHadWorker = true;
    this.#writing = worker.ready.writing;
    if (this.#state.type === 'waiting') clearTimeout(this.#state.timer);
    const { checkpoint } = this.#log;
    const resume = {
      ...(checkpoint === undefined ? {} : { resumeFrom: checkpoint }),
      ...(isReplay ? { toldEnds: this.#log.ends } : {}),
    };
    const wire = worker.openStream(this, { ...this.#options.setup, ...resume });
    this.#state = { type: 'running', wire };
    if (!hasWaited) return;
    if (isReplay) this.#options.onReplay(this.#log.keptSamples);
    // The log has what is held back, too.
    this.#takeHeld();
    this.#isSpeaking = false;
    this.#decodedByWorker = this.#log.startSample;
    for (const item of this.#log.items) {
      if (item.type === 'audio') wire.write(item.samples);
      else wire.flush(item.mark);
    }
    if (this.#hasEnded) wire.end();
    // What is before the checkpoint nobody decodes again, and its progress may not have been told.
    this.#tellPlaced({ type: 'decoded', samples: this.#log.startSample });
  }

  write(samples: Int16Array): void {
    if (this.#state.type === 'over' || this.#hasEnded) return;
    this.#log.append(samples);
    if (this.#state.type !== 'running') return;
    const due = this.#silence.push(samples, this.#isSpeaking);
    if (this.#silence.samples > 0) this.#options.releases.join(this);
    else this.#options.releases.leave(this);
    if (due.length > 0) this.#state.wire.write(due);
  }

  flush(flushId: number): void {
    if (this.#state.type !== 'over' && !this.#hasEnded) this.#mark(flushId);
  }

  end(): void {
    if (this.#state.type === 'over' || this.#hasEnded) return;
    this.#hasEnded = true;
    this.release();
    if (this.#state.type === 'running') this.#state.wire.end();
  }

  close(): void {
    if (this.#state.type === 'over') return;
    if (this.#state.type === 'running') this.#state.wire.close();
    this.#finish();
  }

  /** Ends the stream with an error; nothing when it is over. */
  fail(error: RecognitionError): void {
    if (this.#state.type === 'over') return;
    if (this.#state.type === 'running') this.#state.wire.close();
    this.#finish();
    this.#tell({ type: 'failed', error });
  }

  /** Gives the worker what is held back of a long silence. */
  release(): void {
    // While no worker has the stream, the next one gets it with the rest of the log.
    if (this.#state.type !== 'running') return;
    const held = this.#takeHeld();
    if (held.length > 0) this.#state.wire.write(held);
  }

  onEvent(event: WorkerStreamEvent): void {
    if (this.#state.type === 'over') return;
    switch (event.type) {
      case 'checkpoint':
        this.#log.trim(event.checkpoint);
        this.#isRenewing = false;
        break;
      case 'flushed':
        this.#onFlushed(event.flushId);
        break;
      case 'decoded':
        this.#onDecoded(event.samples);
        break;
      case 'final':
        if (event.end !== undefined) this.#log.noteEnd(event.end);
        this.#tellPlaced(event);
        break;
      case 'speech_start':
      case 'speech_end':
        this.#isSpeaking = event.type === 'speech_start';
        this.#tellPlaced(event);
        break;
      case 'partial':
        this.#tellPlaced(event);
        break;
      case 'ended':
        this.#onEnded();
        break;
      case 'failed':
        this.fail(event.error);
        break;
    }
  }

  onLost(reason: RecognitionErrorCode): void {
    if (this.#state.type !== 'running') return;
    this.#countLoss(reason);
    if (this.#losses - this.#kills >= maxLosses || this.#losses >= maxLossesWithKills) {
      this.fail(new RecognitionError('worker_lost', `${this.#losses} workers ended while they heard this stream`));
      return;
    }
    this.wait();
    this.#log.rewind();
    this.#told.mute();
    this.#tell({ type: 'recovering', reason });
    if (this.#isWaiting) this.#options.source.wait(this);
  }

  /** Keeps what comes until a worker takes the stream: the first one, or the next one. */
  wait(): void {
    const { maxWaitMs } = this.#options;
    const timer = setTimeout(() => {
      this.fail(new RecognitionError('worker_lost', `no worker took this stream within ${maxWaitMs} ms`));
    }, maxWaitMs);
    timer.unref();
    this.#state = { type: 'waiting', timer };
  }

  /** True while the session has not closed it and no worker has it. */
  get #isWaiting(): boolean {
    return this.#state.type === 'waiting';
  }

  /**
   * A stream whose worker had nothing left to do has not ended it, nor has one whose worker was not as far again as the
   * one before: what it holds ends each of them at about the same place.
   */
  #countLoss(reason: RecognitionErrorCode): void {
    if (!this.#hasWork) return;
    const isFarAgain = this.#decodedByWorker >= this.#decodedAtFirstLoss - msToSamples(samePlaceMs);
    if (this.#losses > 0 && !isFarAgain) return;
    this.#losses += 1;
    if (reason === 'worker_killed') this.#kills += 1;
    if (this.#losses === 1) this.#decodedAtFirstLoss = this.#told.decodedSamples;
  }

  get #hasWork(): boolean {
    return this.#hasEnded || this.#decodedByWorker < this.endSample || this.#log.hasOpenMarks;
  }

  #takeHeld(): Int16Array {
    this.#options.releases.leave(this);
    return this.#silence.take();
  }

  #mark(flushId: number | undefined): void {
    this.release();
    const mark = this.#log.mark(flushId);
    if (this.#state.type === 'running') this.#state.wire.flush(mark);
    this.#boundLog();
  }

  /** Nothing is dropped to keep the bound: an utterance is cut. */
  #boundLog(): void {
    if (this.#isRenewing || this.#hasEnded) return;
    const decoded = this.#told.decodedSamples - this.#log.startSample;
    if (decoded <= msToSamples(this.#options.maxReplayMs) && this.#log.marks <= maxKeptMarks) return;
    this.#isRenewing = true;
    this.#mark(undefined);
  }

  #onFlushed(id: number): void {
    const mark = this.#log.answer(id);
    this.#clearIfDone();
    if (mark.isTold || mark.flushId === undefined) return;
    mark.isTold = true;
    this.#tell({ type: 'flushed', flushId: mark.flushId });
  }

  #onDecoded(samples: number): void {
    this.#decodedByWorker = Math.max(this.#decodedByWorker, samples);
    this.#tellPlaced({ type: 'decoded', samples });
    this.#clearIfDone();
    if (this.#state.type === 'running') this.#boundLog();
  }

  #onEnded(): void {
    if (!this.#hasEnded || this.#log.hasOpenMarks) throw new FrameError('a stream ends before it was asked to');
    this.#finish();
    this.#tell({ type: 'ended' });
  }

  #clearIfDone(): void {
    if (this.#losses === 0) return;
    if (this.#told.decodedSamples <= this.#decodedAtFirstLoss && this.#hasWork) return;
    this.#losses = 0;
    this.#kills = 0;
    this.#options.source.onCleared(this);
  }

  #finish(): void {
    if (this.#state.type === 'waiting') clearTimeout(this.#state.timer);
    this.#state = { type: 'over' };
    this.#log.clear();
    this.#takeHeld();
    this.#options.source.onOver(this);
  }

  #tellPlaced(event: Parameters<ToldEvents['take']>[0]): void {
    const told = this.#told.take(event);
    if (told !== undefined) this.#tell(told);
  }

  /** A fault of whoever listens must not reach the other streams of the worker. */
  #tell(event: RecognitionEvent): void {
    try {
      this.#options.onEvent(event);
    } catch (error) {
      this.close();
      this.#options.onListenerFault(error);
    }
  }
}
