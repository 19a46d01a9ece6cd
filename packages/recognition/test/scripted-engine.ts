import type { Engine, EngineStream, VoiceActivityDetector } from '../src/contract/engine.ts';
import type { Hypothesis } from '../src/contract/hypothesis.ts';
import { InvalidStateError } from '../src/contract/invalid-state-error.ts';

/** Samples of a step, of a frame, and of a word of the scripted engine. */
export const unit = 512;

/**
 * An engine without native code: each `unit` samples of one value are a word of that value's name; zero
 * is silence. So a test sees which samples the engine was given, in which order.
 */
export class ScriptedEngine implements Engine {
  readonly capabilities = { batchSize: 8, maxStreams: 4, casing: 'lower' } as const;
  readonly streams: ScriptedEngineStream[] = [];
  /** How many streams each call of `decode` had. */
  readonly batches: number[] = [];

  openStream(): ScriptedEngineStream {
    if (this.streams.filter((stream) => !stream.isClosed).length >= 4) throw new RangeError('4 streams are open');
    const stream = new ScriptedEngineStream();
    this.streams.push(stream);
    return stream;
  }

  decode(streams: readonly EngineStream[]): void {
    this.batches.push(streams.length);
    for (const stream of streams) if (stream instanceof ScriptedEngineStream) stream.step();
  }

  close(): void {
    for (const stream of this.streams) stream.close();
  }
}

/** One stream of a {@link ScriptedEngine}. */
export class ScriptedEngineStream implements EngineStream {
  isClosed = false;
  /** All samples ever accepted. */
  readonly heard: number[] = [];
  readonly trailingSilences: number[] = [];
  #utterance: number[] = [];
  #decoded = 0;
  #isEnding = false;

  get isReady(): boolean {
    const waiting = this.#utterance.length - this.#decoded;
    return waiting >= unit || (this.#isEnding && waiting > 0);
  }

  accept(samples: Float32Array): void {
    if (this.#isEnding || this.isClosed) throw new InvalidStateError('no audio can be accepted now');
    this.heard.push(...samples);
    this.#utterance.push(...samples);
  }

  endUtterance(trailingSilenceSamples: number): void {
    this.trailingSilences.push(trailingSilenceSamples);
    this.#isEnding = true;
  }

  step(): void {
    if (!this.isReady) throw new InvalidStateError('nothing is ready');
    this.#decoded = Math.min(this.#utterance.length, this.#decoded + unit);
  }

  hypothesis(): Hypothesis {
    const words: { text: string; startSample: number; endSample: number }[] = [];
    for (let start = 0; start < this.#decoded; start += 1) {
      const value = this.#utterance[start] ?? 0;
      if (value === 0) continue;
      let end = start + 1;
      while (end < this.#decoded && this.#utterance[end] === value) end += 1;
      words.push({ text: `w${Math.round(value * 1000)}`, startSample: start, endSample: end });
      start = end;
    }
    return { words };
  }

  reset(): void {
    this.#utterance = [];
    this.#decoded = 0;
    this.#isEnding = false;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Hears speech in every frame that holds anything but zeros; without any lag. */
export class ScriptedVad implements VoiceActivityDetector {
  readonly frameSamples = unit;
  readonly onsetLagSamples = 0;
  readonly releaseLagSamples = 0;
  resets = 0;

  isSpeech(frame: Float32Array): boolean {
    return frame.some((sample) => sample !== 0);
  }

  reset(): void {
    this.resets += 1;
  }
}

/** A word of the scripted engine as audio. */
export function wordAudio(value: number, samples: number = unit): Float32Array {
  return new Float32Array(samples).fill(value / 1000);
}

/** Silence. */
export function silenceAudio(samples: number): Float32Array {
  return new Float32Array(samples);
}

/** Several pieces of audio behind one another. */
export function joinAudio(...parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}
