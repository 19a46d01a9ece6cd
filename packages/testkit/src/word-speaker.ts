import type { HypothesisWord, RecognitionEvent } from '@steno/recognition';

const samplesPerWord = 8000;
const samplesOfPause = 8000;

/**
 * Hears one word in every 500 ms of samples that are not zero, and the end of an utterance in 500 ms of
 * zeros. What it tells depends on the samples alone, never on how they are cut into pieces.
 */
export class WordSpeaker {
  #position = 0;
  #loudSamples = 0;
  #zeroSamples = 0;
  #wordStart = 0;
  #count = 0;
  #words: HypothesisWord[] = [];

  /** Samples heard. */
  get position(): number {
    return this.#position;
  }

  /** Takes samples; returns what is to be told about them, in order. */
  hear(samples: Int16Array): readonly RecognitionEvent[] {
    const events: RecognitionEvent[] = [];
    for (const sample of samples) {
      if (sample === 0) this.#onZero(events);
      else this.#onLoud(events);
      this.#position += 1;
    }
    events.push({ type: 'decoded', samples: this.#position });
    return events;
  }

  /** Ends the utterance, if there is one. */
  finalise(): readonly RecognitionEvent[] {
    if (this.#words.length === 0) return [];
    const words = this.#words;
    this.#words = [];
    return [
      { type: 'final', hypothesis: { words }, goesOn: false },
      { type: 'speech_end', sample: words.at(-1)?.endSample ?? this.#position },
    ];
  }

  #onZero(events: RecognitionEvent[]): void {
    this.#zeroSamples += 1;
    if (this.#zeroSamples === samplesOfPause) events.push(...this.finalise());
  }

  #onLoud(events: RecognitionEvent[]): void {
    this.#zeroSamples = 0;
    if (this.#loudSamples === 0) this.#wordStart = this.#position;
    this.#loudSamples += 1;
    if (this.#loudSamples < samplesPerWord) return;
    this.#loudSamples = 0;
    if (this.#words.length === 0) events.push({ type: 'speech_start', sample: this.#wordStart });
    const text = `WORD${this.#count}`;
    this.#count += 1;
    this.#words = [
      ...this.#words,
      { text, startSample: this.#wordStart, endSample: this.#position + 1, confidence: 0.9 },
    ];
    events.push({ type: 'partial', hypothesis: { words: this.#words, stability: 0.5 } });
  }
}
