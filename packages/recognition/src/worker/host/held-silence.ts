import { msToSamples } from '@steno/audio';
import { gateSilenceMs } from '../../endpointing/endpoint-rules.ts';
import { QuietGate } from '../../endpointing/quiet-gate.ts';

/** The amplitude of the loudest sample of 16 bits. */
const fullScale = 32_768;
/** The longest piece whose level is looked at, in samples: a frame of the VAD. */
const maxFrameSamples = 512;
/**
 * Silence after which more of it is held, in ms. Chosen: the engine hears none of it from there on, whatever it is, and some
 * more, so that no pause of a sentence is held.
 */
const holdAfterMs: number = gateSilenceMs + 500;
/** The most audio that is held, in ms. Chosen: more than comes until it is released, unless it comes faster than real time. */
const maxHeldMs = 1000;

/**
 * Holds the audio of a long silence back for a moment, so that its worker is woken seldom: of a silent stream the messages
 * to the worker and its answers cost most. Audio that is louder than the quietest of the last second takes what is held
 * with it at once: by the same rule the worker does not ask the VAD of what is held, so nothing is heard later for it.
 */
export class HeldSilence {
  readonly #gate = new QuietGate(fullScale);
  #held: Int16Array[] = [];
  #heldSamples = 0;
  #quietSamples = 0;

  /** Samples held back. */
  get samples(): number {
    return this.#heldSamples;
  }

  /**
   * Takes the next audio of a stream.
   *
   * @param samples - any length; kept while held, so it must not be changed any more.
   * @param isSpeaking - true while the worker hears speech.
   * @returns what the worker gets now: all that was held, too, or nothing.
   */
  push(samples: Int16Array, isSpeaking: boolean): Int16Array {
    const isQuiet = this.#isQuiet(samples);
    this.#quietSamples = isQuiet && !isSpeaking ? this.#quietSamples + samples.length : 0;
    this.#held.push(samples);
    this.#heldSamples += samples.length;
    const isHeld = this.#quietSamples > msToSamples(holdAfterMs) && this.#heldSamples < msToSamples(maxHeldMs);
    return isHeld ? new Int16Array(0) : this.take();
  }

  /** Takes all that is held. */
  take(): Int16Array {
    const held = this.#held;
    const [first = new Int16Array(0), ...more] = held;
    this.#held = [];
    const length = this.#heldSamples;
    this.#heldSamples = 0;
    if (more.length === 0) return first;
    const all = new Int16Array(length);
    let offset = 0;
    for (const samples of held) {
      all.set(samples, offset);
      offset += samples.length;
    }
    return all;
  }

  /** Cut evenly: the level of a short rest would vary more than that of the others. */
  #isQuiet(samples: Int16Array): boolean {
    const frames = Math.ceil(samples.length / maxFrameSamples);
    let isQuiet = true;
    for (let frame = 0; frame < frames; frame += 1) {
      const from = Math.floor((samples.length * frame) / frames);
      const to = Math.floor((samples.length * (frame + 1)) / frames);
      if (!this.#gate.isQuiet(samples.subarray(from, to))) isQuiet = false;
    }
    return isQuiet;
  }
}
