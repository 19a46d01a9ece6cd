import { msToSamples, sampleRateHz } from '@steno/audio';
import type { VoiceActivityDetector } from '../../contract/engine.ts';
import { loadSherpaAddon, type NativeVad, resolvePackageFile } from './addon.ts';

/** Samples of one frame; the model takes no other length at 16 kHz. */
const frameSamples = 512;
/** Probability above which a frame counts as speech; 0.3 and 0.5 gave the same word error rate. */
const threshold = 0.5;
/** Speech that must be heard before it counts, in ms; shorter sounds are clicks. */
const minSpeechMs = 100;
/** Silence that must be heard before speech is over, in ms. */
const minSilenceMs = 100;
/** How long after an onset it is told, in ms: measured on recordings that begin in silence. */
const onsetLagMs = 200;
/** The detector's own buffer of speech, allocated at once, in seconds: what it keeps at most, and some more. */
const bufferSeconds = 3;
/**
 * Frames of uninterrupted speech after which the detector is made to cut its own segment: it copies all it keeps at every
 * frame, so this stays below what glibc maps and unmaps each time. Measured over 200 s of recordings: cutting changes none
 * of its decisions; at 300 frames it took six times the system time, and 0.4 MB more.
 */
const maxKeptFrames = 60;
/** Samples the model looks back; given as silence, they make its decisions come one frame sooner. */
const contextSamples = 64;

/**
 * Loads the Silero VAD (MIT) that ships in the package `@ricky0123/vad-web`; one for each stream.
 * Takes about 50 ms and 8 MB, so detectors are worth keeping for the next stream.
 */
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
        // Only where speech begins and ends is of interest, so it is never cut for its length.
        maxSpeechDuration: 1000,
      },
      sampleRate: sampleRateHz,
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
    bufferSeconds,
  );
  return new SileroVad(native);
}

class SileroVad implements VoiceActivityDetector {
  readonly frameSamples = frameSamples;
  readonly onsetLagSamples: number = msToSamples(onsetLagMs);
  readonly releaseLagSamples: number = msToSamples(minSilenceMs);
  readonly #native: NativeVad;
  #keptFrames = 0;

  constructor(native: NativeVad) {
    this.#native = native;
    this.#begin();
  }

  isSpeech(frame: Float32Array): boolean {
    this.#native.acceptWaveform(frame);
    const isSpeech = this.#native.isDetected();
    this.#keptFrames = isSpeech ? this.#keptFrames + 1 : 0;
    if (this.#keptFrames > maxKeptFrames) {
      this.#native.flush();
      this.#keptFrames = 0;
    }
    // The segments it cuts are of no use here, and would be kept until taken.
    while (!this.#native.isEmpty()) this.#native.pop();
    return isSpeech;
  }

  reset(): void {
    this.#native.reset();
    while (!this.#native.isEmpty()) this.#native.pop();
    this.#begin();
  }

  #begin(): void {
    this.#keptFrames = 0;
    this.#native.acceptWaveform(new Float32Array(contextSamples));
  }
}
