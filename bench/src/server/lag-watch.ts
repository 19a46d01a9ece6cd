import { samplesToMs } from '@steno/audio';
import type {
  RecognitionEvent,
  RecognitionHost,
  RecognitionService,
  RecognitionStream,
  RecognitionStreamOptions,
} from '@steno/recognition';
import type { LagRecorder } from '../capacity/lag-recorder.ts';

/**
 * Passes everything on to another host and notes when the gateway learns that a chunk was used. A chunk is
 * due a fixed time after the stream's first one, as its sender is paced by a clock; so time that it waits
 * before it is read from its socket counts as well.
 */
export class LagWatch implements RecognitionHost {
  readonly #inner: RecognitionHost;
  readonly #recorder: LagRecorder;
  readonly #open = new Set<StreamWatch>();

  constructor(inner: RecognitionHost, recorder: LagRecorder) {
    this.#inner = inner;
    this.#recorder = recorder;
  }

  get languages(): readonly string[] {
    return this.#inner.languages;
  }

  get isReady(): boolean {
    return this.#inner.isReady;
  }

  /** Chunks that were read and are not used yet. */
  get waiting(): number {
    return [...this.#open].reduce((sum, watch) => sum + watch.waiting, 0);
  }

  service(language: string): RecognitionService | undefined {
    return this.#inner.service(language);
  }

  open(options: RecognitionStreamOptions, onEvent: (event: RecognitionEvent) => void): RecognitionStream {
    const watch = new StreamWatch(this.#recorder);
    const stream = this.#inner.open(options, (event) => {
      if (event.type === 'decoded') watch.decoded(event.samples);
      onEvent(event);
    });
    this.#open.add(watch);
    return {
      modelId: stream.modelId,
      get writing() {
        return stream.writing;
      },
      write: (samples) => {
        watch.written(samples.length);
        stream.write(samples);
      },
      flush: (flushId) => {
        stream.flush(flushId);
      },
      end: () => {
        stream.end();
      },
      close: () => {
        this.#open.delete(watch);
        stream.close();
      },
    };
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** Forgets when chunks were due: after a pause the senders' clocks begin anew. */
  restart(): void {
    for (const watch of this.#open) watch.restart();
  }

  /** Notes the age of what is waiting. */
  noteWaiting(): void {
    for (const watch of this.#open) watch.noteWaiting();
  }
}

class StreamWatch {
  readonly #recorder: LagRecorder;
  #ends: number[] = [];
  #writtenSamples = 0;
  /** When position 0 was due: the earliest that any chunk allows. */
  #baseMs = Infinity;

  constructor(recorder: LagRecorder) {
    this.#recorder = recorder;
  }

  get waiting(): number {
    return this.#ends.length;
  }

  written(samples: number): void {
    this.#writtenSamples += samples;
    this.#ends.push(this.#writtenSamples);
    this.#baseMs = Math.min(this.#baseMs, performance.now() - samplesToMs(this.#writtenSamples));
  }

  decoded(samples: number): void {
    while ((this.#ends[0] ?? Infinity) <= samples) this.#note(this.#ends.shift() ?? 0);
  }

  restart(): void {
    this.#ends = [];
    this.#baseMs = Infinity;
  }

  noteWaiting(): void {
    for (const end of this.#ends) this.#note(end);
  }

  #note(end: number): void {
    this.#recorder.note(this.#baseMs + samplesToMs(end), performance.now());
  }
}
