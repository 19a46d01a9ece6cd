import { type ReadonlySignal, signal } from '@preact/signals';
import { chunkSamples } from '../store/chunk-cutter.ts';
import type { StoredSession } from '../store/stored-session.ts';
import { PeaksRing } from './peaks-ring.ts';

/** Samples of one piece: 50 ms. */
const samplesPerPeak = 800;
/** Pieces that are kept: 30 s. */
export const waveformPeaks = 600;

/** The newest half minute of a session's audio, for drawing. */
export class Waveform {
  readonly #peaks = new PeaksRing(waveformPeaks, samplesPerPeak);
  readonly #revision = signal(0);

  /** Goes up with each change. */
  get revision(): ReadonlySignal<number> {
    return this.#revision;
  }

  /** Pieces ever; the newest ones are kept. */
  get count(): number {
    return this.#peaks.count;
  }

  /** The loudest sample of a piece, 0..1; 0 for what is not kept. */
  at(index: number): number {
    return this.#peaks.at(index);
  }

  /** Takes the next samples. */
  push(samples: Int16Array): void {
    this.#peaks.push(samples);
    this.#revision.value += 1;
  }

  /** Begins anew. */
  restart(): void {
    this.#peaks.restart();
    this.#revision.value += 1;
  }

  /** Takes the end of a kept session, as far as its audio is there. */
  async draw(
    { durationMs, audioBytes }: StoredSession,
    chunk: (index: number) => Promise<Int16Array | undefined>,
  ): Promise<void> {
    const samples = audioBytes === 0 ? 0 : durationMs * 16;
    const first = Math.max(0, Math.floor((samples - waveformPeaks * samplesPerPeak) / chunkSamples));
    this.#peaks.restart((first * chunkSamples) / samplesPerPeak);
    this.#revision.value += 1;
    for (let index = first; index * chunkSamples < samples; index += 1) {
      const next = await chunk(index);
      if (next === undefined) return;
      this.push(next);
    }
  }
}

/** The place of a moment of the session among the pieces. */
export function peakIndexOf(ms: number): number {
  return (ms * 16) / samplesPerPeak;
}
