import { msToSamples } from '@steno/audio';
import type { EndpointRules } from '../../../contract/endpoint-rules.ts';
import type { Hypothesis, Writing } from '../../../contract/hypothesis.ts';
import type { RecognitionEvent, RecognitionStream } from '../../../contract/recognition-host.ts';
import { combinePasses } from './combine-passes.ts';
import { SecondPass } from './second-pass.ts';
import { partialOfTwoPasses } from './second-pass-stability.ts';
import { secondPassAllowanceMs } from './second-pass-allowance.ts';
import type { SampleRange } from './segment-audio.ts';
import { SegmentRanges } from './segment-ranges.ts';

/** Segments that wait for their second text; at one more the oldest gets that of the first pass. Chosen. */
const maxWaiting = 8;
/**
 * Waiting segments from which no more audio is said to be decoded, so that whoever sends a file waits for the second
 * model, too. Chosen: a live stream rarely has two.
 */
const waitingAtBackPressure = 2;

type Opener = (onEvent: (event: RecognitionEvent) => void) => RecognitionStream;
type FinalEvent = Extract<RecognitionEvent, { readonly type: 'final' }>;
type DecodedEvent = Extract<RecognitionEvent, { readonly type: 'decoded' }>;

/** What a quality stream works with. */
export interface QualityStreamOptions {
  /** Opens the stream of the streaming model. @throws RecognitionError when it cannot take one. */
  readonly open: Opener;
  /** Opens a stream of the second model. @throws RecognitionError when it cannot take one. */
  readonly hearAgain: Opener;
  /** How long the final of the shortest segment may wait for the second model, in ms; see {@link secondPassAllowanceMs}. */
  readonly timeoutMs: number;
  /** Segments above this are too long for the second model, in ms. */
  readonly longestMs: number;
  readonly rules: EndpointRules;
  /** What the streaming model prefers, as the session wrote it; empty for none. */
  readonly keyTerms: readonly string[];
  readonly onEvent: (event: RecognitionEvent) => void;
  /** Told what `onEvent` throws; the stream is closed then. */
  readonly onListenerFault: (error: unknown) => void;
  /** The stream is over, for whatever reason; once. */
  readonly onOver: () => void;
}

/** A final that waits for its second text, or has it. */
interface Segment {
  readonly type: 'segment';
  readonly final: FinalEvent;
  text: Hypothesis;
  pass: SecondPass | undefined;
  /** When the second model was asked, on the clock of `performance.now()`; undefined when it was not. */
  askedAtMs: number | undefined;
  isHeard: boolean;
}

/**
 * A stream of a streaming model whose finals another model hears again. A final, and everything that comes after it,
 * waits for the second text, but only so long; then it is what the streaming model heard.
 */
export class QualityStream implements RecognitionStream {
  readonly #options: QualityStreamOptions;
  readonly #stream: RecognitionStream;
  readonly #ranges: SegmentRanges;
  /** What is told once what is before it is told. */
  readonly #held: (Segment | RecognitionEvent)[] = [];
  #heldDecoded: DecodedEvent | undefined;
  #isOver = false;

  /** @throws RecognitionError when the streaming model can take no stream. */
  constructor(options: QualityStreamOptions) {
    this.#options = options;
    this.#ranges = new SegmentRanges(options.rules);
    this.#stream = options.open((event) => {
      this.#take(event);
    });
  }

  get modelId(): string {
    return this.#stream.modelId;
  }

  get writing(): Writing {
    return this.#stream.writing;
  }

  get unusableKeyTerms(): readonly string[] {
    return this.#stream.unusableKeyTerms ?? [];
  }

  write(samples: Int16Array): void {
    if (this.#isOver) return;
    this.#ranges.append(samples);
    this.#stream.write(samples);
  }

  flush(flushId: number): void {
    if (this.#isOver) return;
    this.#ranges.flush();
    this.#stream.flush(flushId);
  }

  end(): void {
    this.#stream.end();
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stream.close();
    for (const held of this.#waiting) held.pass?.cancel();
    this.#held.length = 0;
    this.#ranges.clear();
    this.#options.onOver();
  }

  get #waiting(): readonly Segment[] {
    return this.#held.filter((held): held is Segment => held.type === 'segment' && held.pass !== undefined);
  }

  #take(event: RecognitionEvent): void {
    switch (event.type) {
      case 'decoded':
        this.#ranges.onDecoded(event.samples);
        this.#heldDecoded = event;
        break;
      case 'final':
        this.#hold(this.#segmentOf(event));
        break;
      case 'partial':
        // It replaces the one before it.
        if (this.#held.at(-1)?.type === 'partial') this.#held.pop();
        this.#hold({ ...event, hypothesis: partialOfTwoPasses(event.hypothesis) });
        break;
      case 'recovering':
        this.#tell(event);
        break;
      case 'failed':
        for (const segment of this.#waiting) settle(segment);
        this.#hold(event);
        break;
      case 'speech_start':
        this.#ranges.onSpeechStart(event.sample);
        this.#hold(event);
        break;
      case 'flushed':
        this.#ranges.onFlushed();
        this.#hold(event);
        break;
      case 'speech_end':
      case 'ended':
        this.#hold(event);
        break;
    }
    this.#drain();
  }

  #hold(held: Segment | RecognitionEvent): void {
    this.#held.push(held);
    const [oldest, ...others] = this.#waiting;
    if (oldest !== undefined && others.length >= maxWaiting) settle(oldest);
  }

  #segmentOf(final: FinalEvent): Segment {
    const { hypothesis, goesOn } = final;
    const segment: Segment = {
      type: 'segment',
      final,
      text: hypothesis,
      pass: undefined,
      askedAtMs: undefined,
      isHeard: false,
    };
    const taken = this.#ranges.take(hypothesis, goesOn);
    if (taken === undefined || taken.audio.length > msToSamples(this.#options.longestMs)) return segment;
    segment.askedAtMs = performance.now();
    segment.pass = this.#hearAgain(segment, taken);
    return segment;
  }

  #hearAgain(
    segment: Segment,
    { range, audio }: { readonly range: SampleRange; readonly audio: Int16Array },
  ): SecondPass {
    const { hearAgain, timeoutMs, keyTerms } = this.#options;
    return new SecondPass({
      open: hearAgain,
      audio,
      timeoutMs: secondPassAllowanceMs(timeoutMs, audio.length),
      onDone: (second) => {
        if (second !== undefined) {
          segment.isHeard = true;
          const { hypothesis: first } = segment.final;
          segment.text = combinePasses({ first, second, range, keyTerms }) ?? first;
        }
        segment.pass = undefined;
        this.#drain();
      },
    });
  }

  #drain(): void {
    for (let held = this.#held[0]; held !== undefined; held = this.#held[0]) {
      if (held.type === 'segment') {
        if (held.pass !== undefined) break;
        this.#held.shift();
        this.#tell(finalOf(held));
        continue;
      }
      this.#held.shift();
      if (held.type === 'ended') this.#tellDecoded();
      this.#tell(held);
    }
    if (this.#waiting.length < waitingAtBackPressure) this.#tellDecoded();
  }

  #tellDecoded(): void {
    const decoded = this.#heldDecoded;
    this.#heldDecoded = undefined;
    if (decoded !== undefined) this.#tell(decoded);
  }

  /** A fault of whoever listens must reach neither the workers nor a timer. */
  #tell(event: RecognitionEvent): void {
    if (this.#isOver) return;
    // Before it is told: nothing may be called any more by whoever hears of it.
    if (event.type === 'ended' || event.type === 'failed') this.close();
    try {
      this.#options.onEvent(event);
    } catch (error) {
      this.close();
      this.#options.onListenerFault(error);
    }
  }
}

function finalOf({ final, text, askedAtMs, isHeard }: Segment): FinalEvent {
  if (askedAtMs === undefined) return { ...final, hypothesis: text };
  return { ...final, hypothesis: text, secondPass: { waitedMs: performance.now() - askedAtMs, isHeard } };
}

function settle(segment: Segment): void {
  segment.pass?.cancel();
  segment.pass = undefined;
}
