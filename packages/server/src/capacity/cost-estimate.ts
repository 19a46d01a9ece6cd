import { msToSamples, samplesToMs } from '@steno/audio';
import type { PoolFigures } from '@steno/recognition';

/** Audio behind each measurement, in samples. Chosen: some seconds, so that neither one word nor one pause decides. */
const windowSamples = msToSamples(5000);

/** How much of a rise is believed at once. Chosen: half, so that one window that was held up is not all. */
const riseShare = 0.5;

/** Time after which half of a fall is believed, in ms. Chosen: speakers who pause for a minute will speak again. */
const fallHalfLifeMs = 60_000;

/** What a pool has used and done. */
export type PoolTotals = Pick<PoolFigures, 'busyMs' | 'cpuMs' | 'decodedSamples'>;

/**
 * What one second of audio costs a model, measured from what its workers have used and done. It rises fast and falls slowly,
 * so that capacity is given away only once it is known to be there.
 */
export class CostEstimate {
  #base: PoolTotals | undefined;
  #last: PoolTotals | undefined;
  #measuredAtMs: number | undefined;
  #busyRatio: number;
  #cpuRatio: number;

  /** @param startRatio - what is assumed before anything is measured; compute time for audio time. */
  constructor(startRatio: number) {
    this.#busyRatio = startRatio;
    this.#cpuRatio = startRatio;
  }

  /** False while it is the assumption of the start. */
  get isMeasured(): boolean {
    return this.#measuredAtMs !== undefined;
  }

  /** Time a worker is taken up by a second of audio, in s: the real-time factor. */
  get busyRatio(): number {
    return this.#busyRatio;
  }

  /** Processor time of a second of audio, in s. */
  get cpuRatio(): number {
    return this.#cpuRatio;
  }

  /** Takes the totals of a moment, in ms on a clock that only goes forward. */
  note(totals: PoolTotals, nowMs: number): void {
    const { busyMs, cpuMs, decodedSamples } = totals;
    const last = this.#last ?? totals;
    const base = this.#base ?? totals;
    this.#last = totals;
    if (decodedSamples === last.decodedSamples) {
      // What is used while nothing is decoded is no cost of audio.
      const [idleBusyMs, idleCpuMs] = [busyMs - last.busyMs, cpuMs - last.cpuMs];
      this.#base = { ...base, busyMs: base.busyMs + idleBusyMs, cpuMs: base.cpuMs + idleCpuMs };
      return;
    }
    this.#base = base;
    const samples = decodedSamples - base.decodedSamples;
    if (samples < windowSamples) return;
    const audioMs = samplesToMs(samples);
    const passedMs = this.#measuredAtMs === undefined ? 0 : nowMs - this.#measuredAtMs;
    this.#busyRatio = approach(this.#busyRatio, (busyMs - base.busyMs) / audioMs, passedMs);
    this.#cpuRatio = approach(this.#cpuRatio, (cpuMs - base.cpuMs) / audioMs, passedMs);
    this.#measuredAtMs = nowMs;
    this.#base = totals;
  }
}

function approach(before: number, measured: number, passedMs: number): number {
  const share = measured > before ? riseShare : 1 - 0.5 ** (passedMs / fallHalfLifeMs);
  return before + (measured - before) * share;
}
