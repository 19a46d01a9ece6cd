import { msToSamples } from '@steno/audio';
import type { Hypothesis, HypothesisWord } from '../contract/hypothesis.ts';
import { HeldWords } from './held-words.ts';
import { chooseCut, type Pause } from './segment-cut.ts';
import type { SegmentEnd, TrackerEvent } from './tracker-event.ts';

/** How a segment ends. */
export interface SegmentEnding {
  /** How much audio was consumed, in samples. */
  readonly at: number;
  /** True when the speaker has not paused. */
  readonly goesOn: boolean;
  /** Where it ended by itself; absent when it was asked for. */
  readonly end?: SegmentEnd;
}

/** Pauses of a segment that are kept; more are forgotten, the oldest first. Chosen: a pause every 300 ms for a minute. */
const maxPauses = 200;

/**
 * The segment that is open in an utterance: what an engine has heard of the utterance, less what earlier segments of it
 * have. Tells partials only where the text has changed, and finals.
 */
export class OpenSegment {
  readonly #emit: (event: TrackerEvent) => void;
  readonly #maxSegmentSamples: number;
  readonly #held = new HeldWords();
  #utteranceStart = 0;
  /** Words that begin here or later belong to the segment. */
  #start = 0;
  /** Its words on the sample clock, where the engine heard them. */
  #heard: readonly HypothesisWord[] = [];
  /** The same as they are told: none begins before the newest final ended. */
  #words: readonly HypothesisWord[] = [];
  /** How much was consumed when it was cut last: one place ends at most one segment. */
  #cutAt = -1;
  #pauses: Pause[] = [];
  /** How many of its first words will not change any more; all, where nothing is known. */
  #stableWords = 0;
  #toldText = '';
  /** Where the newest final ended; no later word begins before it. */
  #finalEnd = 0;

  /**
   * @param emit - called for each partial and final.
   * @param maxSegmentMs - the length at which a segment has to be cut.
   */
  constructor(emit: (event: TrackerEvent) => void, maxSegmentMs: number) {
    this.#emit = emit;
    this.#maxSegmentSamples = msToSamples(maxSegmentMs);
  }

  /** The words it had when they were looked at last, on the sample clock. */
  get words(): readonly HypothesisWord[] {
    return this.#words;
  }

  /** Opens the first segment of an utterance that begins at a position. */
  beginUtterance(sample: number): void {
    this.#utteranceStart = sample;
    this.#start = sample;
    this.#heard = [];
    this.#words = [];
    this.#pauses = [];
    this.#forgetTold();
  }

  /** Everything before a position is forgotten: nothing that follows depends on it. */
  forgetBefore(sample: number): void {
    this.#finalEnd = sample;
    this.#cutAt = -1;
    this.beginUtterance(sample);
  }

  /** Notes a silence inside the utterance. */
  notePause(pause: Pause): void {
    this.#pauses.push(pause);
    if (this.#pauses.length > maxPauses) this.#pauses.shift();
  }

  /** Looks at what the engine has heard of the utterance. */
  look(hypothesis: Hypothesis): Hypothesis {
    const heard = hypothesis.words.map((word) => movedBy(this.#utteranceStart, word));
    // Before they are clamped: that may move a word of the segment before to the very beginning of this one.
    this.#heard = heard.filter((word) => word.startSample >= this.#start);
    const words = this.#heard.map((word) => this.#notBeforeFinal(word));
    const before = hypothesis.words.length - words.length;
    this.#words = words;
    const stableWords = hypothesis.stableWords === undefined ? undefined : Math.max(0, hypothesis.stableWords - before);
    this.#stableWords = stableWords ?? words.length;
    return { ...hypothesis, words, ...(stableWords === undefined ? {} : { stableWords }) };
  }

  /**
   * Where the segment has to be cut when so much audio was consumed: between two of its words.
   *
   * @returns undefined while it is not too long, has no two words, or has just been cut.
   */
  cutAt(at: number): SegmentEnd | undefined {
    // Measured by its words: in the silence behind them it gets no longer.
    const length = (this.#heard.at(-1)?.endSample ?? 0) - (this.#heard[0]?.startSample ?? 0);
    if (at === this.#cutAt || length < this.#maxSegmentSamples) return undefined;
    const sample = chooseCut(this.#heard, {
      pauses: this.#pauses,
      maxSamples: this.#maxSegmentSamples,
      stableWords: this.#stableWords,
    });
    return sample === undefined ? undefined : { at, sample };
  }

  /** Tells a hypothesis that {@link look} returned, if a reader has something new to see. */
  tellPartial(hypothesis: Hypothesis, at: number): void {
    const texts = hypothesis.words.map((word) => word.text);
    const text = texts.join(' ');
    if (text === this.#toldText || this.#held.mustWait(texts, at)) return;
    this.#toldText = text;
    this.#held.tell(texts, at);
    this.#emit({ type: 'partial', hypothesis, at });
  }

  /**
   * Ends the segment at a position inside the utterance; the words that begin there or later are in the next one.
   *
   * @param hypothesis - what {@link look} returned last.
   */
  cut(hypothesis: Hypothesis, end: SegmentEnd): void {
    // The next look asks the same of the same words, so that none is lost, and none is told twice.
    const words = this.#words.filter((_word, index) => isBefore(end.sample, this.#heard[index]));
    this.tellFinal({ ...hypothesis, words }, { at: end.at, goesOn: true, end });
    this.#start = end.sample;
    this.#cutAt = end.at;
    this.#pauses = this.#pauses.filter((pause) => pause.endSample > end.sample);
  }

  /** Tells the words of a hypothesis that {@link look} returned as final. */
  tellFinal({ words, writing }: Hypothesis, ending: SegmentEnding): void {
    this.#finalEnd = words.at(-1)?.endSample ?? this.#finalEnd;
    this.#forgetTold();
    this.#emit({ type: 'final', hypothesis: { words, ...(writing === undefined ? {} : { writing }) }, ...ending });
  }

  #forgetTold(): void {
    this.#toldText = '';
    this.#held.reset();
  }

  #notBeforeFinal(word: HypothesisWord): HypothesisWord {
    const { startSample, endSample } = word;
    return {
      ...word,
      startSample: Math.max(this.#finalEnd, startSample),
      endSample: Math.max(this.#finalEnd, endSample),
    };
  }
}

function movedBy(samples: number, word: HypothesisWord): HypothesisWord {
  return { ...word, startSample: word.startSample + samples, endSample: word.endSample + samples };
}

function isBefore(sample: number, word: HypothesisWord | undefined): boolean {
  return word !== undefined && word.startSample < sample;
}
