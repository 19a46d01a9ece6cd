import { cpus } from 'node:os';
import { machineCpuSeconds } from '../processes/cpu-time.ts';
import { pause } from '../processes/pause.ts';

/** The share of the machine that others may use in a window that tells what is too much. Chosen. */
export const maxOthersShare = 0.08;
/** How long a quiet machine is waited for, in ms. */
const quietTimeoutMs = 10_000;
const lookMs = 1000;

/** Waits until the machine does little; to be called while nothing is measured. Gives up without an error. */
export async function untilQuiet(): Promise<void> {
  const deadlineMs = performance.now() + quietTimeoutMs;
  while (performance.now() < deadlineMs) {
    const [startMs, before] = [performance.now(), machineCpuSeconds()];
    await pause(lookMs);
    const available = ((performance.now() - startMs) / 1000) * cpus().length;
    if (machineCpuSeconds() - before < maxOthersShare * available) return;
  }
}
