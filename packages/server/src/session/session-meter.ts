import { msToSamples } from '@steno/audio';
import type { RecognitionEvent } from '@steno/recognition';
import { ArrivalLog } from './arrival-log.ts';
import { LatencyTally } from './latency-tally.ts';
import type { Clock } from './ports.ts';
import type { SessionReport } from './session-report.ts';
import type { FinalTrace, HeardFinal, SessionTrace } from './session-trace.ts';

/**
 * What is measured of live sessions, each from the arrival of a chunk until something is done about it:
 *
 * - `lag`: any chunk, until it is decoded. Of a session at real-time pace that is the audio received and not decoded.
 * - `first_partial`: the chunk with the onset of speech, until the first partial is sent.
 * - `partial`: the chunk that holds the end of a word, until the first partial with that word is sent.
 * - `final`: the chunk that holds the end of the last word, until the final is sent; with the silence waited for.
 * - `stop`: no chunk, but `stop` or a Close frame, until the last message is sent.
 */
export const latencyKinds = ['lag', 'first_partial', 'partial', 'final', 'stop'] as const;

/** One of {@link latencyKinds}. */
export type LatencyKind = (typeof latencyKinds)[number];

/** Where the figures of sessions are counted. Each call is a few additions. */
export interface SessionFigures {
  /** Audio was received, in samples. */
  received(samples: number): void;
  /** Audio was decoded, in samples. */
  decoded(samples: number): void;
  /** A final was sent. */
  final(): void;
  /** A latency was measured, in ms. */
  latency(kind: LatencyKind, ms: number): void;
}

/** Audio ahead of real time that shows that nobody speaks it now, in ms. Chosen: more than a network holds back. */
const bulkAheadSamples = msToSamples(3000);
const samplesPerMs = msToSamples(1);

type Words = Extract<RecognitionEvent, { type: 'partial' }>['hypothesis']['words'];

/**
 * Measures one session: how much audio came and was decoded, whether somebody speaks it or a file is sent, and how long
 * its text took. A file comes long before it is decoded, so its latencies say nothing and are not counted.
 */
export class SessionMeter {
  readonly #clock: Clock;
  readonly #figures: SessionFigures;
  readonly #trace: SessionTrace | undefined;
  readonly #arrivals = new ArrivalLog();
  #receivedSamples = 0;
  #decodedSamples = 0;
  /** How far the audio was ahead of who speaks it when some came last, in samples. */
  #aheadSamples = 0;
  /** When that was, in ms; undefined before any came. */
  #heardAtMs: number | undefined;
  /** The chunk whose decoding is waited for; `sample` is its end. Undefined while nothing is waited for. */
  #awaited: { readonly sample: number; readonly atMs: number } | undefined;
  /** Where speech began of which no text was sent yet, in samples. */
  #onset: number | undefined;
  /** Words of the open segment that were sent. */
  #sentWords = 0;
  #stoppingAtMs: number | undefined;
  /** Of this session alone. */
  readonly #tallies = new Map<LatencyKind, LatencyTally>();

  /** @param trace - of this session alone; default none. */
  constructor(clock: Clock, figures: SessionFigures, trace?: SessionTrace) {
    this.#clock = clock;
    this.#figures = figures;
    this.#trace = trace;
  }

  /** Audio received, in samples. */
  get receivedSamples(): number {
    return this.#receivedSamples;
  }

  /** Audio received and not decoded, in samples. */
  get aheadSamples(): number {
    return Math.max(0, this.#receivedSamples - this.#decodedSamples);
  }

  /** True when audio comes faster than anybody speaks. */
  get isBulk(): boolean {
    return this.#aheadAt(this.#clock.nowMs()) > bulkAheadSamples;
  }

  /** How long the oldest chunk that is watched waits to be decoded, in ms; 0 while none does. */
  get lagMs(): number {
    return this.#awaited === undefined ? 0 : this.#clock.nowMs() - this.#awaited.atMs;
  }

  /** The latencies so far. */
  get latencies(): SessionReport['latencies'] {
    return Object.fromEntries([...this.#tallies].map(([kind, tally]) => [kind, tally.report]));
  }

  /** All audio up to here has come, in samples. */
  received(samples: number): void {
    if (samples === this.#receivedSamples) return;
    const now = this.#clock.nowMs();
    const freshSamples = samples - this.#receivedSamples;
    this.#figures.received(freshSamples);
    this.#receivedSamples = samples;
    if (this.#heardAtMs === undefined) this.#trace?.audioBegan();
    this.#aheadSamples = this.#aheadAt(now) + freshSamples;
    this.#heardAtMs = now;
    this.#awaited ??= { sample: samples, atMs: now };
    this.#arrivals.note(samples, now);
  }

  /** Audio up to here is decoded, in samples. */
  decoded(samples: number): void {
    if (samples <= this.#decodedSamples) return;
    this.#figures.decoded(samples - this.#decodedSamples);
    if (this.#decodedSamples === 0) this.#trace?.decodingBegan();
    this.#decodedSamples = samples;
    if (this.#awaited === undefined || samples < this.#awaited.sample) return;
    if (!this.isBulk) this.#note('lag', this.lagMs);
    this.#awaited = undefined;
  }

  /** Somebody begins to speak; a position in samples. */
  speechStarted(sample: number): void {
    this.#onset = sample;
    this.#trace?.speechBegan(this.#arrivals.find(sample));
  }

  /** A partial is sent. */
  partialSent(words: Words): void {
    const isLive = !this.isBulk;
    if (this.#onset !== undefined && isLive) this.#noteSince(this.#onset, 'first_partial');
    this.#onset = undefined;
    for (let index = this.#sentWords; index < words.length && isLive; index += 1) {
      this.#noteSince(words[index]?.endSample, 'partial');
    }
    this.#sentWords = Math.max(this.#sentWords, words.length);
    if (this.#trace !== undefined) this.#trace.partialSent(this.#arrivalOf(words[0]?.startSample));
  }

  /**
   * The open segment is over; its final is told by {@link finalSent} once it is sent.
   *
   * @returns is to be told what becomes of it; undefined while nobody follows the session.
   */
  segmentOver(words: Words, secondPass?: HeardFinal['secondPass']): FinalTrace | undefined {
    this.#onset = undefined;
    this.#sentWords = 0;
    return this.#trace?.finalHeard({
      wordCount: words.length,
      lastWordAtMs: this.#arrivalOf(words.at(-1)?.endSample),
      secondPass,
    });
  }

  /** A final is sent. */
  finalSent(words: Words): void {
    this.#figures.final();
    if (!this.isBulk) this.#noteSince(words.at(-1)?.endSample, 'final');
  }

  /** The client said that no audio follows. */
  stopping(): void {
    this.#stoppingAtMs ??= this.#clock.nowMs();
    this.#trace?.stopping();
  }

  /** The last message is sent. */
  stopped(): void {
    this.#trace?.stopped();
    if (this.#stoppingAtMs === undefined || this.isBulk) return;
    this.#note('stop', this.#clock.nowMs() - this.#stoppingAtMs);
    this.#stoppingAtMs = undefined;
  }

  /** A pause saves nothing up: who is silent for a minute cannot have said a minute of speech at its end. */
  #aheadAt(nowMs: number): number {
    if (this.#heardAtMs === undefined) return 0;
    return Math.max(0, this.#aheadSamples - (nowMs - this.#heardAtMs) * samplesPerMs);
  }

  #noteSince(sample: number | undefined, kind: LatencyKind): void {
    const atMs = this.#arrivalOf(sample);
    if (atMs !== undefined) this.#note(kind, this.#clock.nowMs() - atMs);
  }

  #note(kind: LatencyKind, ms: number): void {
    this.#figures.latency(kind, ms);
    const tally = this.#tallies.get(kind) ?? new LatencyTally();
    this.#tallies.set(kind, tally);
    tally.observe(ms);
  }

  #arrivalOf(sample: number | undefined): number | undefined {
    return sample === undefined ? undefined : this.#arrivals.find(sample);
  }
}
