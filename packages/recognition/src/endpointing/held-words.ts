import { msToSamples } from '@steno/audio';
import { holdMs } from './endpoint-rules.ts';

interface Told {
  readonly at: number;
  readonly words: readonly string[];
}

/**
 * Keeps partials from jumping back and forth: a word that was replaced, or taken away, does not come back within
 * 200 ms. Engines that search in a beam, or in several passes, waver between two guesses; a reader should not.
 */
export class HeldWords {
  #told: Told[] = [];

  /**
   * @param words - the words of the partial that could be told.
   * @param at - how much audio was consumed, in samples.
   * @returns true when it has to wait.
   */
  mustWait(words: readonly string[], at: number): boolean {
    const shown = this.#told.at(-1)?.words ?? [];
    const since = at - msToSamples(holdMs);
    const before = this.#told.slice(0, -1).filter((_told, index) => this.#wasShownAfter(index, since));
    return words.some((word, index) => word !== shown[index] && before.some((told) => told.words[index] === word));
  }

  /** Notes what is told. */
  tell(words: readonly string[], at: number): void {
    const since = at - msToSamples(holdMs);
    this.#told = this.#told.filter((_told, index) => this.#wasShownAfter(index, since));
    this.#told.push({ at, words });
  }

  /** The segment is over. */
  reset(): void {
    this.#told = [];
  }

  /** A partial is shown until the next one is told. */
  #wasShownAfter(index: number, sample: number): boolean {
    return (this.#told[index + 1]?.at ?? Infinity) > sample;
  }
}
