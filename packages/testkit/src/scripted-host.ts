import {
  RecognitionError,
  type RecognitionErrorCode,
  type RecognitionEvent,
  type RecognitionHost,
  type RecognitionService,
  type RecognitionStream,
  type RecognitionStreamOptions,
} from '@steno/recognition';
import { WordSpeaker } from './word-speaker.ts';

/** How a scripted host behaves. */
export interface ScriptedHostOptions {
  /** Default `['en']`. */
  readonly languages?: readonly string[];
  /** Streams that may be open at once; default unlimited. */
  readonly maxStreams?: number;
  /**
   * - `words` (default): hears a word in every 500 ms of samples that are not zero, answers flush and
   *   end, all by itself, in a microtask.
   * - `silent`: tells only what a test makes it tell with {@link ScriptedStream.tell}.
   */
  readonly script?: 'words' | 'silent';
  /** The model that hears segments again for `quality`; default none. */
  readonly secondModelId?: string;
  /** Whether words can be preferred; default false. */
  readonly takesKeyTerms?: boolean;
  /** Key terms that it cannot write; default none. */
  readonly unwritableKeyTerms?: readonly string[];
}

/** A recognizer inside the process that does what a test says, the same every time. */
export class ScriptedHost implements RecognitionHost {
  readonly languages: readonly string[];
  /** What the port says; a test may change it. */
  isReady = true;
  /** What opening a stream fails with; a test may set it. Default: it does not fail. */
  refusal: RecognitionErrorCode | undefined;
  /** All streams ever opened, oldest first. */
  readonly streams: ScriptedStream[] = [];
  readonly #options: ScriptedHostOptions;
  #isStalled = false;

  constructor(options: ScriptedHostOptions = {}) {
    this.#options = options;
    this.languages = options.languages ?? ['en'];
  }

  /** Streams that are neither over nor closed. */
  get openStreams(): number {
    return this.streams.filter((stream) => stream.isOpen).length;
  }

  open(options: RecognitionStreamOptions, onEvent: (event: RecognitionEvent) => void): ScriptedStream {
    const { language } = options;
    if (this.refusal !== undefined) throw new RecognitionError(this.refusal, 'scripted');
    if (!this.languages.includes(language))
      throw new RecognitionError('language_not_served', `no model for ${language}`);
    if (this.openStreams >= (this.#options.maxStreams ?? Infinity)) throw new RecognitionError('capacity', 'all taken');
    const { script = 'words', unwritableKeyTerms = [] } = this.#options;
    const unusableKeyTerms = (options.keyTerms ?? []).filter((term) => unwritableKeyTerms.includes(term));
    const stream = new ScriptedStream({ options, onEvent, script, unusableKeyTerms });
    if (this.#isStalled) stream.stall();
    this.streams.push(stream);
    return stream;
  }

  service(language: string): RecognitionService | undefined {
    if (!this.languages.includes(language)) return undefined;
    const { secondModelId, takesKeyTerms = false } = this.#options;
    return { modelId: 'scripted', takesKeyTerms, ...(secondModelId === undefined ? {} : { secondModelId }) };
  }

  /** Decodes nothing more, in any stream, until {@link goOn}. */
  stall(): void {
    this.#isStalled = true;
    for (const stream of this.streams) stream.stall();
  }

  /** Decodes what has come meanwhile, and goes on. */
  goOn(): void {
    this.#isStalled = false;
    for (const stream of this.streams) stream.goOn();
  }

  /** Loses all open streams, as when their worker dies. */
  fail(code: RecognitionErrorCode = 'worker_lost'): void {
    for (const stream of this.streams) stream.fail(code);
  }

  close(): Promise<void> {
    this.fail();
    return Promise.resolve();
  }
}

type Input =
  | { readonly type: 'audio'; readonly samples: Int16Array }
  | { readonly type: 'flush'; readonly flushId: number }
  | { readonly type: 'end' };

/** One stream of a {@link ScriptedHost}. */
export class ScriptedStream implements RecognitionStream {
  readonly modelId = 'scripted';
  readonly writing = { casing: 'upper', hasPunctuation: false } as const;
  /** What it was opened with. */
  readonly options: RecognitionStreamOptions;
  readonly unusableKeyTerms: readonly string[];
  /** The ids of the flushes asked for. */
  readonly flushIds: number[] = [];
  /** Samples written. */
  writtenSamples = 0;
  /** How often the end was told: once at most. */
  ends = 0;
  readonly #onEvent: (event: RecognitionEvent) => void;
  readonly #script: 'words' | 'silent';
  readonly #speaker = new WordSpeaker();
  #inputs: Input[] = [];
  #isOpen = true;
  #isStalled = false;
  #isScheduled = false;

  /** For {@link ScriptedHost}. */
  constructor(parts: {
    readonly options: RecognitionStreamOptions;
    readonly onEvent: (event: RecognitionEvent) => void;
    readonly script: 'words' | 'silent';
    readonly unusableKeyTerms: readonly string[];
  }) {
    this.options = parts.options;
    this.unusableKeyTerms = parts.unusableKeyTerms;
    this.#onEvent = parts.onEvent;
    this.#script = parts.script;
  }

  /** True until it is over or closed. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  write(samples: Int16Array): void {
    this.writtenSamples += samples.length;
    this.#take({ type: 'audio', samples });
  }

  flush(flushId: number): void {
    this.flushIds.push(flushId);
    this.#take({ type: 'flush', flushId });
  }

  end(): void {
    this.ends += 1;
    this.#take({ type: 'end' });
  }

  close(): void {
    this.#isOpen = false;
    this.#inputs = [];
  }

  /** Tells an event at once. */
  tell(event: RecognitionEvent): void {
    if (!this.#isOpen) return;
    if (event.type === 'ended' || event.type === 'failed') this.#isOpen = false;
    this.#onEvent(event);
  }

  /** Is lost, as when its worker dies. */
  fail(code: RecognitionErrorCode = 'worker_lost'): void {
    this.tell({ type: 'failed', error: new RecognitionError(code, 'scripted') });
  }

  /** Decodes nothing more until {@link goOn}. */
  stall(): void {
    this.#isStalled = true;
  }

  /** Decodes what has come meanwhile, and goes on. */
  goOn(): void {
    this.#isStalled = false;
    this.#schedule();
  }

  #take(input: Input): void {
    if (!this.#isOpen || this.#script === 'silent') return;
    this.#inputs.push(input);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#work();
    });
  }

  #work(): void {
    while (!this.#isStalled) {
      const input = this.#inputs.shift();
      if (input === undefined) return;
      for (const event of this.#answer(input)) this.tell(event);
    }
  }

  #answer(input: Input): readonly RecognitionEvent[] {
    switch (input.type) {
      case 'audio':
        return this.#speaker.hear(input.samples);
      case 'flush':
        return [...this.#speaker.finalise(), { type: 'flushed', flushId: input.flushId }];
      case 'end':
        return [...this.#speaker.finalise(), { type: 'ended' }];
    }
  }
}
