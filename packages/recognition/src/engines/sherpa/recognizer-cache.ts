import type { NativeOnlineRecognizer } from './addon.ts';

/** A recognizer on loan to one stream. */
export interface RecognizerLoan {
  readonly recognizer: NativeOnlineRecognizer;
  /** Says that the stream needs it no more; once. */
  readonly giveBack: () => void;
}

/** What a cache of recognizers works with. */
export interface RecognizerCacheOptions {
  /** Makes a recognizer that prefers these terms; takes as long as loading the model. */
  readonly create: (keyTerms: readonly string[]) => NativeOnlineRecognizer;
  /** The most sets of key terms that are kept; integer, >= 1. */
  readonly maxSets: number;
}

interface Entry {
  readonly recognizer: NativeOnlineRecognizer;
  loans: number;
}

/**
 * One recognizer for each set of key terms: sherpa-onnx takes them when it loads the model, not with each stream.
 * Streams with the same terms share one; those that no stream needs are dropped when there is no room, the one that was
 * lent longest ago first.
 */
export class RecognizerCache {
  readonly #options: RecognizerCacheOptions;
  /** By their terms, whatever was lent longest ago first. */
  readonly #entries = new Map<string, Entry>();

  constructor(options: RecognizerCacheOptions) {
    this.#options = options;
  }

  /**
   * Lends the recognizer of a set of terms, in whatever order they are.
   *
   * @throws RangeError when all that are kept are in use.
   */
  lend(keyTerms: readonly string[]): RecognizerLoan {
    const key = [...new Set(keyTerms)].sort().join('\n');
    const entry = this.#entries.get(key) ?? this.#make(keyTerms);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.loans += 1;
    return {
      recognizer: entry.recognizer,
      giveBack: () => {
        entry.loans -= 1;
      },
    };
  }

  /** Forgets all of them. */
  clear(): void {
    this.#entries.clear();
  }

  #make(keyTerms: readonly string[]): Entry {
    const { create, maxSets } = this.#options;
    if (this.#entries.size >= maxSets) {
      const unused = [...this.#entries].find(([, { loans }]) => loans === 0);
      if (unused === undefined) throw new RangeError(`${maxSets} sets of key terms are in use already`);
      this.#entries.delete(unused[0]);
    }
    return { recognizer: create(keyTerms), loans: 0 };
  }
}
