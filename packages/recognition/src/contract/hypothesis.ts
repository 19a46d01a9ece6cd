import type { Casing } from './engine.ts';

/**
 * One word as an engine heard it. Positions are samples at 16 kHz.
 *
 * In what an {@link EngineStream} returns they count from the first sample of the open utterance; in
 * what leaves the worker they are on the sample clock of the session.
 */
export interface HypothesisWord {
  /** The word in the engine's own spelling and casing, without spaces. */
  readonly text: string;
  /** First sample of the word; integer, >= 0. */
  readonly startSample: number;
  /** The sample after its last one; integer, >= startSample. */
  readonly endSample: number;
  /** 0..1, the likelihood that the word is right; absent when the engine does not know it. */
  readonly confidence?: number;
}

/** How words are written; decides what the text formatting has to add. */
export interface Writing {
  readonly casing: Casing;
  /** True when punctuation marks are part of the words. */
  readonly hasPunctuation: boolean;
}

/** An engine's present best guess for the open utterance. */
export interface Hypothesis {
  readonly words: readonly HypothesisWord[];
  /** How the words are written, where that is not as in the rest of the stream. */
  readonly writing?: Writing;
  /** True when the engine knows no times, so that those of the words are spread over the utterance. Default false. */
  readonly hasEstimatedTimes?: boolean;
  /** How many of the first words will not change any more; integer, 0..words.length; absent on finals. */
  readonly stableWords?: number;
  /** 0..1, the likelihood that these words will not change; absent when the engine does not know it. */
  readonly stability?: number;
}

/** The hypothesis of an utterance in which nothing has been heard. */
export const emptyHypothesis: Hypothesis = { words: [] };
