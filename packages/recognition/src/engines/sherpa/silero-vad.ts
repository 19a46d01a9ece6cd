import { msToSamples, sampleRateHz } from '@steno/audio';
import type { VoiceActivityDetector } from '../../contract/engine.ts';
import { loadSherpaAddon, type NativeVad, resolvePackageFile } from './addon.ts';

/** Samples of one frame; the model takes no other length at 16 kHz. */
const frameSamples = 512;
/** Speech that must be heard before it counts, in ms; shorter sounds are clicks. Chosen. */
const minSpeechMs = 96;
/** Silence that must be heard before speech is over, in ms; the shortest the detector needs. */
const minSilenceMs = 96;
/** Probability above which a frame counts as speech. Measured with `npm run bench -- wer`. */
const threshold = 0.5;
/**
 * The detector keeps the samples of speech it is hearing. After this much without a pause it is made
 * to forget them, in ms.
 */
const maxKeptMs = 60_000;

/** Loads the Silero VAD (MIT) that ships in the package `@ricky0123/vad-web`; one for each stream. */
export function createSileroVad(): VoiceActivityDetector {
  const { Vad } = loadSherpaAddon();
  const native = new Vad(
    {
      sileroVad: {
        model: resolvePackageFile('@ricky0123/vad-web/dist/silero_vad_v5.onnx'),
        threshold,
        minSilenceDuration: minSilenceMs / 1000,
        minSpeechDuration: minSpeechMs / 1000,
        windowSize: frameSamples,
        maxSpeechDuration: (2 * maxKeptMs) / 1000,
      },
      sampleRate: sampleRateHz,
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
    (2 * maxKeptMs) / 1000,
  );
  return new SileroVad(native);
}

class SileroVad implements VoiceActivityDetector {
  readonly frameSamples = frameSamples;
  readonly onsetLagSamples: number = msToSamples(minSpeechMs);
  readonly releaseLagSamples: number = msToSamples(minSilenceMs);
  readonly #native: NativeVad;
  #keptSamples = 0;

  constructor(native: NativeVad) {
    this.#native = native;
  }

  isSpeech(frame: Float32Array): boolean {
    this.#native.acceptWaveform(frame);
    // The segments it cuts are of no use here, and would be kept until taken.
    while (!this.#native.isEmpty()) this.#native.pop();
    const isSpeech = this.#native.isDetected();
    this.#keptSamples = isSpeech ? this.#keptSamples + frame.length : 0;
    if (this.#keptSamples > msToSamples(maxKeptMs)) this.reset();
    return isSpeech;
  }

  reset(): void {
    this.#native.reset();
    this.#keptSamples = 0;
  }
}
