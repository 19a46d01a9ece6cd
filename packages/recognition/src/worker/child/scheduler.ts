import { msToSamples } from '@steno/audio';
import type { Engine, EngineStream, VoiceActivityDetector } from '../../contract/engine.ts';
import { RecognitionError } from '../../contract/recognition-host.ts';
import type { FinaliseAnswer } from '../../endpointing/tracker-event.ts';
import { type FinaliseOptions, UtteranceTracker } from '../../endpointing/utterance-tracker.ts';
import type { StreamSetup } from '../common/worker-setup.ts';
import type { WorkerStreamEvent } from '../common/worker-stream-event.ts';
import type { StreamTracker } from './stream-tracker.ts';
import { VadPool } from './vad-pool.ts';
import { WholeTracker } from './whole-tracker.ts';

/** What a scheduler works with. */
export interface SchedulerPorts {
  readonly engine: Engine;
  /** Makes a detector; those of closed streams are used again. Not called for an engine that takes whole utterances. */
  readonly createVad: () => VoiceActivityDetector;
  readonly emit: (stream: number, event: WorkerStreamEvent) => void;
  /** Called once, when the engine has decoded a step. */
  readonly onProven: () => void;
  /** Runs the callback soon, after what has arrived in the meantime was taken in. */
  readonly defer: (callback: () => void) => void;
  /** Called when streams were closed or renewed and nothing is waiting: a good moment to collect garbage. */
  readonly onIdle: () => void;
}

/**
 * The audio one stream may use in one round, in ms. Chosen: half of a usual model chunk, so that a
 * stream that is sent faster than real time cannot hold up the live ones by more than a step.
 */
const quantumMs = 160;

/** A stream with more audio waiting than this is behind, or not live; it decodes after the others. */
const liveBacklogMs = 1000;

/** The audio a stream may queue, in ms. A session bounds what it sends far below. */
const maxQueuedMs = 600_000;

/** Requests to finalise a stream may have waiting. A session bounds them far below. */
const maxQueuedMarks = 10_000;

/** Renewals that leave enough behind for a collection of garbage. Chosen: it takes longer than a chunk lasts. */
const renewalsPerCollection = 32;

/** A stream before its first audio. */
interface UnheardStream {
  readonly setup: StreamSetup;
}

interface OpenStream {
  readonly id: number;
  readonly tracker: StreamTracker;
  readonly engineStream: EngineStream;
  /** Undefined where whole utterances are sent. */
  readonly vad: VoiceActivityDetector | undefined;
  toldDecodedSamples: number;
}

/**
 * Shares one engine between the streams of a worker. In each round every stream with audio may consume
 * a quantum of it; then one batch of those that are ready decodes a step, live ones first, and among
 * them who has waited longest. Streams cost nothing until their first audio.
 */
export class Scheduler {
  readonly #ports: SchedulerPorts;
  readonly #vads: VadPool;
  readonly #streams = new Map<number, OpenStream | UnheardStream>();
  /** Streams with something to consume. */
  readonly #pending = new Set<OpenStream>();
  /** Streams with something to decode or to tell, in the order in which they became ready. */
  readonly #ready = new Set<OpenStream>();
  #isScheduled = false;
  #hasGarbage = false;
  #renewals = 0;
  #isProven = false;
  /** The largest batch that the engine has not been warmed up for; 0 when there is none. */
  #coldBatch = 0;

  constructor(ports: SchedulerPorts) {
    this.#ports = ports;
    this.#vads = new VadPool(ports.createVad);
    this.#prepare();
  }

  /** Opens a stream under a new number. */
  open(id: number, setup: StreamSetup): void {
    this.#streams.set(id, { setup });
  }

  /** Takes audio of a stream; -1..1, kept until consumed. Numbers of closed streams are ignored. */
  audio(id: number, samples: Float32Array): void {
    const stream = this.#started(id);
    if (stream === undefined) return;
    if (stream.tracker.queuedSamples + samples.length > msToSamples(maxQueuedMs)) {
      this.#fail(id, new RecognitionError('stream_overrun', `more than ${maxQueuedMs} ms of audio were queued`));
      return;
    }
    stream.tracker.push(samples);
    this.#file(stream);
  }

  /** Finalises what a stream has heard; answered by `flushed`. */
  flush(id: number, flushId: number, options: FinaliseOptions = {}): void {
    this.#finalise(id, { type: 'flushed', flushId }, options);
  }

  /** Finalises what a stream has heard; answered by `ended`, which also closes it. */
  end(id: number): void {
    this.#finalise(id, { type: 'ended' });
  }

  /** Forgets a stream. Idempotent. */
  close(id: number): void {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    if (stream === undefined || !isOpen(stream)) return;
    this.#pending.delete(stream);
    this.#ready.delete(stream);
    stream.engineStream.close();
    if (stream.vad !== undefined) this.#vads.give(stream.vad);
    this.#hasGarbage = true;
    this.#schedule();
  }

  #finalise(id: number, answer: FinaliseAnswer, options: FinaliseOptions = {}): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (!isOpen(stream)) {
      this.#emit(id, answer);
    } else if (stream.tracker.queuedMarks >= maxQueuedMarks) {
      this.#fail(id, new RecognitionError('stream_overrun', `more than ${maxQueuedMarks} flushes were queued`));
    } else {
      stream.tracker.finalise(answer, options);
      this.#file(stream);
    }
  }

  #started(id: number): OpenStream | undefined {
    const found = this.#streams.get(id);
    if (found === undefined || isOpen(found)) return found;
    try {
      const stream = this.#open(id, found.setup);
      this.#streams.set(id, stream);
      return stream;
    } catch (cause) {
      this.#fail(id, new RecognitionError('capacity', 'the engine cannot open another stream', { cause }));
      return undefined;
    }
  }

  #open(id: number, { rules, keyTerms, ...beginning }: StreamSetup): OpenStream {
    const engineStream = this.#ports.engine.openStream(keyTerms);
    const emit = (event: WorkerStreamEvent): void => {
      this.#emit(id, event);
    };
    if (this.#takesWhole) {
      const tracker = new WholeTracker({ engineStream, emit });
      return { id, tracker, engineStream, vad: undefined, toldDecodedSamples: 0 };
    }
    const vad = this.#vads.take();
    const tracker = new UtteranceTracker({ vad, engineStream, rules, emit }, beginning);
    return { id, tracker, engineStream, vad, toldDecodedSamples: 0 };
  }

  get #takesWhole(): boolean {
    return this.#ports.engine.capabilities.takesWholeUtterances === true;
  }

  #fail(id: number, error: RecognitionError): void {
    this.#ports.emit(id, { type: 'failed', error });
    this.close(id);
  }

  #emit(id: number, event: WorkerStreamEvent): void {
    if (event.type === 'ended') this.#tellAll(id);
    this.#ports.emit(id, event);
    if (event.type === 'ended') this.close(id);
    if (event.type !== 'checkpoint') return;
    this.#renewals += 1;
    if (this.#renewals % renewalsPerCollection === 0) this.#hasGarbage = true;
  }

  /** Puts a stream where its next piece of work is. */
  #file(stream: OpenStream): void {
    if (!this.#streams.has(stream.id)) return;
    const { tracker } = stream;
    if (tracker.canDecode || tracker.canFinish) {
      this.#pending.delete(stream);
      this.#ready.add(stream);
    } else if (tracker.canAdvance) {
      this.#pending.add(stream);
    }
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#ports.defer(() => {
      this.#isScheduled = false;
      this.#round();
    });
  }

  #round(): void {
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const stream of pending) {
      stream.tracker.advance(msToSamples(quantumMs));
      this.#tellProgress(stream);
      this.#file(stream);
    }
    const batch = this.#nextBatch();
    const decoding = batch.filter(({ tracker }) => tracker.canDecode);
    if (decoding.length > 0) this.#decode(decoding);
    for (const stream of batch) {
      this.#ready.delete(stream);
      stream.tracker.report();
      this.#tellProgress(stream);
      this.#file(stream);
    }
    if (this.#pending.size === 0 && this.#ready.size === 0) this.#prepare();
  }

  #decode(streams: readonly OpenStream[]): void {
    this.#ports.engine.decode(streams.map(({ engineStream }) => engineStream));
    if (this.#isProven) return;
    this.#isProven = true;
    const { engine, onProven } = this.#ports;
    // Not before: an engine that ends its process by decoding is known by what it was given.
    if (engine.warmUp !== undefined) this.#coldBatch = engine.capabilities.batchSize;
    onProven();
  }

  #nextBatch(): readonly OpenStream[] {
    const size = this.#ports.engine.capabilities.batchSize;
    const isLive = ({ tracker }: OpenStream): boolean => tracker.queuedSamples <= msToSamples(liveBacklogMs);
    const batch: OpenStream[] = [];
    for (const wanted of [true, false]) {
      for (const stream of this.#ready) {
        if (batch.length === size) return batch;
        if (isLive(stream) === wanted) batch.push(stream);
      }
    }
    return batch;
  }

  /** A stream that ends is closed before its progress would be told. */
  #tellAll(id: number): void {
    const stream = this.#streams.get(id);
    if (stream !== undefined && isOpen(stream)) this.#tellProgress(stream);
  }

  #tellProgress(stream: OpenStream): void {
    if (!this.#streams.has(stream.id)) return;
    const samples = stream.tracker.decodedSamples;
    if (samples === stream.toldDecodedSamples) return;
    stream.toldDecodedSamples = samples;
    this.#emit(stream.id, { type: 'decoded', samples });
  }

  /** Does what can wait, while nobody does. */
  #prepare(): void {
    // Not beside a stream, which may just have come from a worker that was lost and has to catch up.
    if (this.#coldBatch > 0 && this.#streams.size === 0) {
      this.#ports.engine.warmUp?.(this.#coldBatch);
      this.#coldBatch -= 1;
      this.#hasGarbage = true;
      this.#schedule();
    } else if (this.#hasGarbage) {
      this.#hasGarbage = false;
      this.#ports.onIdle();
    } else if (!this.#takesWhole && this.#vads.wantsRefill) {
      this.#vads.refill();
      this.#schedule();
    }
  }
}

function isOpen(stream: OpenStream | UnheardStream): stream is OpenStream {
  return 'tracker' in stream;
}
