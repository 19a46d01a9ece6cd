import { msToSamples } from '@steno/audio';
import type { Engine, EngineStream, VoiceActivityDetector } from '../../contract/engine.ts';
import { RecognitionError, type RecognitionEvent } from '../../contract/recognition-host.ts';
import type { EndpointRules } from '../../endpointing/endpoint-rules.ts';
import { UtteranceTracker } from '../../endpointing/utterance-tracker.ts';

/** What a scheduler works with. */
export interface SchedulerPorts {
  readonly engine: Engine;
  /** Makes a detector; those of closed streams are used again. */
  readonly createVad: () => VoiceActivityDetector;
  readonly rules: EndpointRules;
  readonly emit: (stream: number, event: RecognitionEvent) => void;
  /** Runs the callback soon, after what has arrived in the meantime was taken in. */
  readonly defer: (callback: () => void) => void;
  /** Called when streams were closed and nothing is waiting: a good moment to collect garbage. */
  readonly onIdle: () => void;
}

/**
 * The audio one stream may use in one round, in ms. Chosen: half of a usual model chunk, so that a
 * stream that is sent faster than real time cannot hold up the live ones by more than a step.
 */
const quantumMs = 160;

/** The audio a stream may queue, in ms. A session bounds what it sends far below. */
const maxQueuedMs = 600_000;

interface OpenStream {
  readonly id: number;
  readonly tracker: UtteranceTracker;
  readonly engineStream: EngineStream;
  readonly vad: VoiceActivityDetector;
  decodedSamples: number;
}

/**
 * Shares one engine between the streams of a worker. In each round every stream may consume a quantum
 * of audio, then all that are ready decode one step together. Streams cost nothing until their first
 * audio.
 */
export class Scheduler {
  readonly #ports: SchedulerPorts;
  /** A stream is undefined until its first audio. */
  readonly #streams = new Map<number, OpenStream | undefined>();
  readonly #spareVads: VoiceActivityDetector[] = [];
  #isScheduled = false;
  #hasClosedStreams = false;

  constructor(ports: SchedulerPorts) {
    this.#ports = ports;
  }

  /** Opens a stream under a new number. */
  open(id: number): void {
    this.#streams.set(id, undefined);
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
    this.#schedule();
  }

  /** Finalises what a stream has heard; answered by `flushed`. */
  flush(id: number, flushId: number): void {
    this.#finalise(id, { type: 'flushed', flushId });
  }

  /** Finalises what a stream has heard; answered by `ended`, which also closes it. */
  end(id: number): void {
    this.#finalise(id, { type: 'ended' });
  }

  /** Forgets a stream. Idempotent. */
  close(id: number): void {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    if (stream === undefined) return;
    stream.engineStream.close();
    stream.vad.reset();
    this.#spareVads.push(stream.vad);
    this.#hasClosedStreams = true;
    this.#schedule();
  }

  #finalise(id: number, answer: RecognitionEvent): void {
    if (!this.#streams.has(id)) return;
    const stream = this.#streams.get(id);
    if (stream === undefined) {
      this.#emit(id, answer);
      return;
    }
    stream.tracker.finalise(answer);
    this.#schedule();
  }

  #started(id: number): OpenStream | undefined {
    const found = this.#streams.get(id);
    if (found !== undefined || !this.#streams.has(id)) return found;
    try {
      const engineStream = this.#ports.engine.openStream();
      const vad = this.#spareVads.pop() ?? this.#ports.createVad();
      const { rules } = this.#ports;
      const emit = (event: RecognitionEvent): void => {
        this.#emit(id, event);
      };
      const tracker = new UtteranceTracker({ vad, engineStream, rules, emit });
      const stream: OpenStream = { id, tracker, engineStream, vad, decodedSamples: 0 };
      this.#streams.set(id, stream);
      return stream;
    } catch (cause) {
      this.#fail(id, new RecognitionError('capacity', 'the engine cannot open another stream', { cause }));
      return undefined;
    }
  }

  #fail(id: number, error: RecognitionError): void {
    this.#ports.emit(id, { type: 'failed', error });
    this.close(id);
  }

  #emit(id: number, event: RecognitionEvent): void {
    this.#ports.emit(id, event);
    if (event.type === 'ended') this.close(id);
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
    const streams = [...this.#streams.values()].filter((stream) => stream !== undefined);
    const quantum = msToSamples(quantumMs);
    for (const { tracker } of streams) if (tracker.canAdvance) tracker.advance(quantum);
    const ready = streams.filter(({ id, tracker }) => this.#streams.has(id) && tracker.canDecode);
    if (ready.length > 0) this.#ports.engine.decode(ready.map(({ engineStream }) => engineStream));
    for (const stream of streams) {
      if (!this.#streams.has(stream.id)) continue;
      if (ready.includes(stream) || stream.tracker.canFinish) stream.tracker.report();
      this.#tellProgress(stream);
    }
    const isBusy = ({ tracker }: OpenStream): boolean => tracker.canAdvance || tracker.canDecode || tracker.canFinish;
    if (streams.some((stream) => this.#streams.has(stream.id) && isBusy(stream))) this.#schedule();
    else if (this.#hasClosedStreams) {
      this.#hasClosedStreams = false;
      this.#ports.onIdle();
    }
  }

  #tellProgress(stream: OpenStream): void {
    if (!this.#streams.has(stream.id)) return;
    const samples = stream.tracker.decodedSamples;
    if (samples === stream.decodedSamples) return;
    stream.decodedSamples = samples;
    this.#emit(stream.id, { type: 'decoded', samples });
  }
}
