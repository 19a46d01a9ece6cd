import type { Engine, EngineCapabilities, EngineStream, VoiceActivityDetector } from '../src/contract/engine.ts';
import type { Hypothesis, HypothesisWord } from '../src/contract/hypothesis.ts';
import { InvalidStateError } from '../src/contract/invalid-state-error.ts';

/** Samples of a step, of a frame, and of a word of the scripted engine. */
export const unit = 512;

/** What the scripted engine forgets only when it is renewed: it names it in the words it hears. */
const rememberedUtterances = 3;

/** How a scripted engine differs from the usual one. */
export interface ScriptedEngineOptions {
  /** True for one that decodes utterances as wholes, and knows no times. Default false. */
  readonly takesWholeUtterances?: boolean;
  /** Default 4. */
  readonly maxStreams?: number;
  /** What it hears in samples of a value; default `w` and the value. */
  readonly spell?: (value: number) => string;
  /** Steps it decodes behind the end of an utterance, as engines do that need silence there; default 0. */
  readonly stepsToEnd?: number;
  /** True for one that is warmed up. Default false. */
  readonly warmsUp?: boolean;
  /** Changes the words it hears, as another batch may; default not at all. */
  readonly mishear?: (words: readonly HypothesisWord[]) => readonly HypothesisWord[];
}

/**
 * An engine without native code: each `unit` samples of one value are a word of that value's name; zero
 * is silence. So a test sees which samples the engine was given, in which order.
 */
export class ScriptedEngine implements Engine {
  readonly capabilities: EngineCapabilities;
  readonly #options: ScriptedEngineOptions;
  readonly streams: ScriptedEngineStream[] = [];
  /** How many streams each call of `decode` had. */
  readonly batches: number[] = [];
  /** What it was warmed up for. */
  readonly warmUps: number[] = [];
  readonly warmUp?: (streams: number) => void;

  constructor(options: ScriptedEngineOptions = {}) {
    this.#options = options;
    this.capabilities = {
      batchSize: 8,
      maxStreams: options.maxStreams ?? 4,
      writing: { casing: 'lower', hasPunctuation: false },
      takesWholeUtterances: options.takesWholeUtterances ?? false,
    };
    if (options.warmsUp === true) this.warmUp = (streams) => this.warmUps.push(streams);
  }

  openStream(): ScriptedEngineStream {
    const { maxStreams } = this.capabilities;
    const open = this.streams.filter((stream) => !stream.isClosed).length;
    if (open >= maxStreams) throw new RangeError(`${maxStreams} streams are open`);
    const stream = new ScriptedEngineStream(this.#options);
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
  renewals = 0;
  readonly leadIns: Float32Array[] = [];
  /** Like an encoder, it lets what it has heard before colour what it hears: see `hypothesis`. */
  #memory: string[] = [];
  #utterance: number[] = [];
  #decoded = 0;
  #isEnding = false;
  readonly #options: ScriptedEngineOptions;

  constructor(options: ScriptedEngineOptions = {}) {
    this.#options = options;
  }

  get isReady(): boolean {
    if (this.#takesWhole && !this.#isEnding) return false;
    const waiting = this.#utteranceEnd - this.#decoded;
    return waiting >= unit || (this.#isEnding && waiting > 0);
  }

  accept(samples: Float32Array): void {
    if (this.#isEnding || this.isClosed) throw new InvalidStateError('no audio can be accepted now');
    for (const sample of samples) {
      this.heard.push(sample);
      this.#utterance.push(sample);
    }
  }

  endUtterance(trailingSilenceSamples: number): void {
    this.trailingSilences.push(trailingSilenceSamples);
    this.#isEnding = true;
  }

  step(): void {
    if (!this.isReady) throw new InvalidStateError('nothing is ready');
    this.#decoded = this.#takesWhole ? this.#utteranceEnd : Math.min(this.#utteranceEnd, this.#decoded + unit);
  }

  get #utteranceEnd(): number {
    return this.#utterance.length + (this.#isEnding ? (this.#options.stepsToEnd ?? 0) * unit : 0);
  }

  get #takesWhole(): boolean {
    return this.#options.takesWholeUtterances === true;
  }

  /** @returns the words; their stability tells what was heard before, back to the last renewal. */
  hypothesis(): Hypothesis {
    const words: { text: string; startSample: number; endSample: number }[] = [];
    for (let start = 0; start < this.#decoded; start += 1) {
      const value = this.#utterance[start] ?? 0;
      if (value === 0) continue;
      let end = start + 1;
      while (end < this.#decoded && end < this.#utterance.length && this.#utterance[end] === value) end += 1;
      words.push({ text: this.#spell(value), startSample: start, endSample: end });
      start = end;
    }
    if (this.#takesWhole) return { words, hasEstimatedTimes: true };
    return { words: this.#options.mishear?.(words) ?? words, stability: shareOf(this.#memory.join()) };
  }

  #spell(value: number): string {
    return this.#options.spell?.(Math.round(value * 1000)) ?? `w${Math.round(value * 1000)}`;
  }

  renew(leadIn: Float32Array): void {
    this.reset();
    this.renewals += 1;
    this.leadIns.push(leadIn.slice());
    this.#memory = leadIn.length === 0 ? [] : [`${leadIn.length}:${sumOf(leadIn)}`];
  }

  reset(): void {
    const heard = this.#utterance.slice(0, this.#decoded);
    this.#memory = [...this.#memory, `${heard.length}:${heard.find((sample) => sample !== 0) ?? 0}`];
    this.#memory = this.#memory.slice(-rememberedUtterances);
    this.#utterance = [];
    this.#decoded = 0;
    this.#isEnding = false;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Hears speech in every frame that holds anything but zeros, once that many frames in a row told it otherwise. */
export class ScriptedVad implements VoiceActivityDetector {
  readonly frameSamples = unit;
  readonly onsetLagSamples: number;
  readonly releaseLagSamples: number;
  resets = 0;
  readonly #lagFrames: number;
  #isSpeech = false;
  #differentFrames = 0;

  /** @param lagFrames - frames it takes to change its mind; default 0. */
  constructor(lagFrames = 0) {
    this.#lagFrames = lagFrames;
    this.onsetLagSamples = lagFrames * unit;
    this.releaseLagSamples = lagFrames * unit;
  }

  isSpeech(frame: Float32Array): boolean {
    const isSound = frame.some((sample) => sample !== 0);
    this.#differentFrames = isSound === this.#isSpeech ? 0 : this.#differentFrames + 1;
    if (this.#differentFrames > this.#lagFrames) {
      this.#isSpeech = isSound;
      this.#differentFrames = 0;
    }
    return this.#isSpeech;
  }

  reset(): void {
    this.resets += 1;
    this.#isSpeech = false;
    this.#differentFrames = 0;
  }
}

/** Words that all come out so many samples later, or earlier, but not outside of the utterance. */
export function shiftedBy(samples: number): (words: readonly HypothesisWord[]) => readonly HypothesisWord[] {
  return (words) => {
    const end = words.at(-1)?.endSample ?? 0;
    const move = (sample: number): number => Math.min(end, Math.max(0, sample + samples));
    return words.map((word) => ({
      ...word,
      startSample: move(word.startSample),
      endSample: move(word.endSample),
    }));
  };
}

/** A number that differs for different audio. */
function sumOf(samples: Float32Array): number {
  return samples.reduce((sum, sample, index) => sum + sample * (1 + (index % 97)), 0);
}

/** A number from 0 to 1 that differs for different texts. */
function shareOf(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 99_991;
  return hash / 99_991;
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
