import { msToSamples } from '@steno/audio';
import type { HypothesisWord } from '../../contract/hypothesis.ts';

/**
 * How long ago a word of a partial has to have ended, in ms. Measured over 76 English development recordings of up to 20 s
 * (102 utterances): with all words told as they flicker, 0.133 words changed for each word shown, and a word was shown
 * 140 ms after its end in the median; where only those are told that two hypotheses agree on, 0.092 and 250 ms; where
 * they are older than this, too, 0.083 and 380 ms. More (800 ms) gives 0.077 and 850 ms.
 */
const settledMs = 300;

/** Keeps words back that the search may still take back: it shows its newest guesses as they flicker. */
export class SettledWords {
  #before: readonly HypothesisWord[] = [];

  /**
   * Takes the next hypothesis of the utterance.
   *
   * @param utteranceSamples - how much audio there was.
   * @returns its first words, as far as the hypothesis before had them, too, and they have ended long enough ago.
   */
  take(words: readonly HypothesisWord[], utteranceSamples: number): readonly HypothesisWord[] {
    const before = this.#before;
    this.#before = words;
    const newest = utteranceSamples - msToSamples(settledMs);
    const open = words.findIndex((word, index) => word.text !== before[index]?.text || word.endSample > newest);
    return open < 0 ? words : words.slice(0, open);
  }

  /** Another utterance begins. */
  reset(): void {
    this.#before = [];
  }
}
