import { cpus } from 'node:os';
import { cpuSecondsOf, machineCpuSeconds } from '../processes/cpu-time.ts';
import type { CpuShare } from './side.ts';

/** A part of what is measured: the processes that it is made of. */
export interface CpuPart {
  readonly part: string;
  readonly pids: readonly number[];
}

/** Reads how much CPU time parts take, and how much others take, from when it was made. */
export class CpuMeter {
  readonly #parts: readonly CpuPart[];
  readonly #startMs: number = performance.now();
  readonly #before: readonly number[];
  readonly #machineBefore: number = machineCpuSeconds();

  constructor(parts: readonly CpuPart[]) {
    this.#parts = parts;
    this.#before = parts.map(secondsOf);
  }

  /** @param streamSeconds - seconds of audio, of all streams, that were carried meanwhile. */
  read(streamSeconds: number): { readonly cpu: readonly CpuShare[]; readonly othersShare: number } {
    const used = this.#parts.map((part, index) => secondsOf(part) - (this.#before[index] ?? 0));
    const own = used.reduce((sum, seconds) => sum + seconds, 0);
    const available = ((performance.now() - this.#startMs) / 1000) * cpus().length;
    return {
      cpu: this.#parts.map(({ part }, index) => ({ part, perStreamSecond: (used[index] ?? 0) / streamSeconds })),
      othersShare: Math.max(0, machineCpuSeconds() - this.#machineBefore - own) / available,
    };
  }
}

function secondsOf({ pids }: CpuPart): number {
  return pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
}
