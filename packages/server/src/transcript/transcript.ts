import { type FormattedWord, formatWords, joinWords } from '@steno/formatting';
import type { Hypothesis, HypothesisWord, Writing } from '@steno/recognition';

/** One word of a segment. Positions are samples on the sample clock. */
export interface SegmentWord {
  readonly text: string;
  readonly startSample: number;
  readonly endSample: number;
  /** 0..1; of a number that stands for several words of the engine, the lowest of theirs. */
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
  /** Readable; one for each word of the engine, but a number can stand for several. Joined they are the text. */
  readonly words: readonly SegmentWord[];
  /**
   * How many of the first words will not change any more, on partials of engines that know it; 0..words.length.
   * A number that may still grow does not count.
   */
  readonly stableWords?: number;
  /** 0..1, on partials of engines that know it. */
  readonly stability?: number;
  /** 0..1, on finals of engines that know it: the mean over the engine's words. */
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
 * one final. Positions never go back. A final reads as the last partial does where the words are the
 * same, but for the mark at its end.
 */
export class Transcript {
  readonly #options: TranscriptOptions;
  #segment = 0;
  #isOpen = false;
  #startsSentence = true;
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
    const formatted = this.#format(hypothesis, writing, false);
    const { stability, stableWords } = hypothesis;
    return {
      ...this.#segmentText(hypothesis, formatted, false),
      ...(stability === undefined ? {} : { stability }),
      ...(stableWords === undefined ? {} : { stableWords: stableOf(formatted, stableWords) }),
    };
  }

  /**
   * Takes the words of the open segment that will not change any more, and closes it.
   *
   * @returns undefined when there is nothing to close: no word, and no partial was shown.
   */
  final(hypothesis: Hypothesis, { writing, goesOn }: FinalContext): SegmentText | undefined {
    if (hypothesis.words.length === 0 && !this.#isOpen) return undefined;
    const text = this.#segmentText(hypothesis, this.#format(hypothesis, writing, !goesOn), true);
    this.#isOpen = false;
    this.#segment += 1;
    // Without a word the sentence is where it was.
    if (hypothesis.words.length > 0) this.#startsSentence = !goesOn;
    const confidences = confidencesOf(hypothesis.words);
    if (confidences.length === 0) return text;
    return { ...text, confidence: confidences.reduce((sum, value) => sum + value, 0) / confidences.length };
  }

  #format(hypothesis: Hypothesis, writing: Writing, endsSentence: boolean): readonly FormattedWord[] {
    const { language, isFormatted, actualNumbers } = this.#options;
    const texts = hypothesis.words.map((word) => word.text);
    if (!isFormatted) return texts.map((text, index) => ({ text, from: index, to: index + 1, dependsOn: index + 1 }));
    const { casing, hasPunctuation } = hypothesis.writing ?? writing;
    const startsSentence = this.#startsSentence;
    return formatWords(texts, { language, casing, hasPunctuation, actualNumbers, startsSentence, endsSentence });
  }

  #segmentText(hypothesis: Hypothesis, formatted: readonly FormattedWord[], isFinal: boolean): SegmentText {
    const words = formatted.flatMap((word) => toSegmentWord(word, hypothesis.words));
    const first = words[0];
    if (first !== undefined) this.#startSample = first.startSample;
    this.#endSample = Math.max(this.#endSample, words.at(-1)?.endSample ?? 0);
    return {
      segment: this.#segment,
      isFinal,
      text: joinWords(words.map((word) => word.text)),
      startSample: this.#startSample,
      endSample: this.#endSample,
      language: this.#options.language,
      words,
    };
  }
}

/** From the start of its first word to the end of its last; none for a range without words. */
function toSegmentWord({ text, from, to }: FormattedWord, words: readonly HypothesisWord[]): readonly SegmentWord[] {
  const covered = words.slice(from, to);
  const [first, last] = [covered[0], covered.at(-1)];
  if (first === undefined || last === undefined) return [];
  const confidences = confidencesOf(covered);
  const word = { text, startSample: first.startSample, endSample: last.endSample };
  // A number is right only when each of its words is.
  return [confidences.length === 0 ? word : { ...word, confidence: Math.min(...confidences) }];
}

function confidencesOf(words: readonly HypothesisWord[]): readonly number[] {
  return words.flatMap(({ confidence }) => (confidence === undefined ? [] : [confidence]));
}

/** How many of the first readable words follow from words that will not change. */
function stableOf(formatted: readonly FormattedWord[], stableWords: number): number {
  const changing = formatted.findIndex(({ dependsOn }) => dependsOn > stableWords);
  return changing === -1 ? formatted.length : changing;
}
