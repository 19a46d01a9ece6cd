/** A word on the wire. */
export interface ReadWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
}

const samplesPerWord = 8000;
const samplesOfPause = 8000;

/**
 * Reads words out of audio: 500 ms of samples of one value other than zero are the word of that value, 500 ms of zeros
 * end an utterance. What it reads depends on the audio alone, so that audio heard again gives the same words.
 */
export class ToneReader {
  /** The words of the open utterance. */
  words: readonly ReadWord[] = [];
  #position = 0;
  #value = 0;
  #run = 0;
  #oddByte: number | undefined;

  /** Takes bytes; returns what happens in them. `words` is as it is at the end of each. */
  *hear(bytes: Uint8Array): Generator<'word' | 'pause'> {
    for (const byte of bytes) {
      if (this.#oddByte === undefined) {
        this.#oddByte = byte;
        continue;
      }
      const sample = this.#oddByte + byte * 256;
      this.#oddByte = undefined;
      const event = this.#sample(sample);
      if (event !== undefined) yield event;
    }
  }

  /** The utterance was told as final. */
  finalised(): void {
    this.words = [];
  }

  #sample(value: number): 'word' | 'pause' | undefined {
    this.#run = value === this.#value ? this.#run + 1 : 1;
    this.#value = value;
    this.#position += 1;
    if (value === 0) return this.#run === samplesOfPause && this.words.length > 0 ? 'pause' : undefined;
    if (this.#run < samplesPerWord) return undefined;
    const end = this.#position / 16_000;
    this.words = [...this.words, { word: `w${value}`, start: end - 0.5, end, confidence: 0.9 }];
    this.#run = 0;
    return 'word';
  }
}

/** Audio of one word, or of silence for 0. */
export function spoken(value: number, ms = 500): Int16Array {
  return new Int16Array(ms * 16).fill(value);
}
