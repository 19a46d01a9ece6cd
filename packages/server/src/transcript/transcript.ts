import type { Hypothesis, Writing } from '@steno/recognition';
import { joinWords, readableWords } from './readable-text.ts';

/** One word of a final. Positions are samples on the sample clock. */
export interface SegmentWord {
  readonly text: string;
  readonly startSample: number;
  readonly endSample: number;
  readonly confidence?: number;
}

/** The text of one segment at one moment. */
export interface SegmentText {
  /** Number of the segment in its session, from 0. */
  readonly segment: number;
  readonly isFinal: boolean;
  readonly text: string;
  readonly startSample: number;
  /** Where the text ends; never less than in any result before. */
  readonly endSample: number;
  readonly language: string;
  /** Readable, one for each word of the engine. */
  readonly words: readonly SegmentWord[];
  /** 0..1, on partials of engines that know it. */
  readonly stability?: number;
  /** On partials: how many of the first words will not change any more; absent when unknown. */
  readonly stableWords?: number;
  /** 0..1, on finals of engines that know it: the mean over the words. */
  readonly confidence?: number;
}

/** How a transcript is written. */
export interface TranscriptOptions {
  /** What the words are in, BCP-47. */
  readonly language: string;
  /** False for the engine's words as they are. */
  readonly isFormatted: boolean;
  /** True for digits in place of number words. */
  readonly actualNumbers: boolean;
}

/** What is known of a final beside its words. */
export interface FinalContext {
  /** How its words are written, unless the hypothesis says otherwise. */
  readonly writing: Writing;
  /** True when the segment was cut for its length: the sentence may go on. */
  readonly goesOn: boolean;
}

/**
 * Turns the hypotheses of one session into numbered segments: any number of partials, then exactly
 * one final. Positions never go back.
 */
export class Transcript {
  readonly #options: TranscriptOptions;
  #segment = 0;
  #isOpen = false;
  #endSample = 0;
  #startSample = 0;

  constructor(options: TranscriptOptions) {
    this.#options = options;
  }

  /** True while a segment has partials and no final. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Takes the present guess for the open segment.
   *
   * @param writing - how its words are written, unless the hypothesis says otherwise.
   * @returns undefined when there is nothing to show: no word yet in a segment that has shown none.
   */
  partial(hypothesis: Hypothesis, writing: Writing): SegmentText | undefined {
    if (hypothesis.words.length === 0 && !this.#isOpen) return undefined;
    this.#isOpen = true;
    const { stability } = hypothesis;
    return { ...this.#segmentText(hypothesis, writing, false), ...(stability === undefined ? {} : { stability }) };
  }

  /**
   * Takes the words of the open segment that will not change any more, and closes it.
   *
   * @returns undefined when there is nothing to close: no word, and no partial was shown.
   */
  final(hypothesis: Hypothesis, { writing }: FinalContext): SegmentText | undefined {
    if (hypothesis.words.length === 0 && !this.#isOpen) return undefined;
    const text = this.#segmentText(hypothesis, writing, true);
    this.#isOpen = false;
    this.#segment += 1;
    const known = text.words.flatMap((word) => (word.confidence === undefined ? [] : [word.confidence]));
    if (known.length === 0) return text;
    return { ...text, confidence: known.reduce((sum, value) => sum + value, 0) / known.length };
  }

  #segmentText(hypothesis: Hypothesis, writing: Writing, isFinal: boolean): SegmentText {
    const spelled = readableWords(
      hypothesis.words.map((word) => word.text),
      (hypothesis.writing ?? writing).casing,
      this.#options.language,
    );
    const words = hypothesis.words.map((word, index) => ({ ...word, text: spelled[index] ?? word.text }));
    const first = words[0];
    if (first !== undefined) this.#startSample = first.startSample;
    this.#endSample = Math.max(this.#endSample, words.at(-1)?.endSample ?? 0);
    return {
      segment: this.#segment,
      isFinal,
      text: joinWords(spelled),
      startSample: this.#startSample,
      endSample: this.#endSample,
      language: this.#options.language,
      words,
    };
  }
}
