import type { EngineStream } from '../../contract/engine.ts';
import { AudioQueue } from '../../endpointing/audio-queue.ts';
import type { FinaliseAnswer, TrackerEvent } from '../../endpointing/tracker-event.ts';
import type { StreamTracker } from './stream-tracker.ts';

/** What a whole tracker works with; owned by whoever made it. */
export interface WholeTrackerPorts {
  readonly engineStream: EngineStream;
  /** Called for each event, in order; never re-enters the tracker. */
  readonly emit: (event: TrackerEvent) => void;
}

/**
 * Leads a stream's audio through an engine that takes whole utterances: all audio up to a request to finalise is one, as
 * whoever sends it has cut it. It is decoded and told at once, so it tells no partials, and it has no checkpoints.
 */
export class WholeTracker implements StreamTracker {
  readonly #ports: WholeTrackerPorts;
  readonly #queue: AudioQueue<FinaliseAnswer> = new AudioQueue();
  /** Samples given to the engine. */
  #position = 0;
  #utteranceStart = 0;
  /** What is answered once the utterance is decoded. */
  #answer: FinaliseAnswer | undefined;

  constructor(ports: WholeTrackerPorts) {
    this.#ports = ports;
  }

  get queuedSamples(): number {
    return this.#queue.samples;
  }

  get queuedMarks(): number {
    return this.#queue.marks;
  }

  /** Audio of an utterance that is not decoded counts as decoded: it is bounded by whoever sends it. */
  get decodedSamples(): number {
    return this.canDecode ? this.#utteranceStart : this.#position;
  }

  get canAdvance(): boolean {
    return this.#answer === undefined && !this.#queue.isEmpty;
  }

  get canDecode(): boolean {
    return this.#ports.engineStream.isReady;
  }

  get canFinish(): boolean {
    return this.#answer !== undefined && !this.canDecode;
  }

  push(samples: Float32Array): void {
    this.#queue.push(samples);
  }

  finalise(answer: FinaliseAnswer): void {
    this.#queue.mark(answer);
  }

  /** Gives the engine all that waits, up to the next request: nothing of it is decoded before. */
  advance(): void {
    const { engineStream } = this.#ports;
    while (this.canAdvance) {
      const answer = this.#queue.takeMark();
      if (answer === undefined) {
        const part = this.#queue.take(Infinity);
        engineStream.accept(part);
        this.#position += part.length;
      } else {
        this.#answer = answer;
        engineStream.endUtterance(0);
      }
    }
  }

  report(): void {
    const answer = this.#answer;
    if (answer === undefined || this.canDecode) return;
    const { emit, engineStream } = this.#ports;
    const { words, ...rest } = engineStream.hypothesis();
    const start = this.#utteranceStart;
    const hypothesis = {
      ...rest,
      words: words.map((word) => ({
        ...word,
        startSample: word.startSample + start,
        endSample: word.endSample + start,
      })),
    };
    engineStream.reset();
    this.#answer = undefined;
    this.#utteranceStart = this.#position;
    emit({ type: 'final', hypothesis, goesOn: false, at: this.#position });
    emit(answer);
  }
}
