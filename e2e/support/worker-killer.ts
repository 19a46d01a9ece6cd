import type { Random } from '@steno/testkit';
import type { StenoProcess } from './steno-process.ts';

/**
 * The pids of the workers that live, as far as the log tells.
 *
 * @param modelId - only those with this model; default all.
 */
export function livePids(steno: StenoProcess, modelId?: string): readonly number[] {
  const died = new Set(steno.log.filter(({ msg }) => msg === 'worker died').map((line) => line['pid']));
  return steno.log
    .filter(({ msg }) => msg === 'worker started')
    .filter((line) => !died.has(line['pid']) && (modelId === undefined || line['modelId'] === modelId))
    .map((line) => Number(line['pid']));
}

/** Kills a worker of a server with SIGKILL, again and again, at random moments. */
export interface WorkerKiller {
  /** How many were killed so far. */
  readonly kills: number;
  /** Kills no more. */
  stop(): void;
}

/**
 * Starts to kill, after 0.4 to 4 times what the newest worker took to load its model: on a busy machine, where a worker needs
 * longer to get anywhere, more rarely.
 */
export function killAtRandom(steno: StenoProcess, random: Random): WorkerKiller {
  let kills = 0;
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    timer = setTimeout(
      () => {
        const pids = livePids(steno);
        const pid = pids[random.integer(0, pids.length - 1)];
        if (pid !== undefined) kills += kill(pid);
        arm();
      },
      (newestLoadMs(steno) * random.integer(40, 400)) / 100,
    );
  };
  arm();
  return {
    get kills() {
      return kills;
    },
    stop: () => {
      clearTimeout(timer);
    },
  };
}

function newestLoadMs(steno: StenoProcess): number {
  return Number(steno.log.findLast(({ msg }) => msg === 'worker started')?.['loadMs']);
}

function kill(pid: number): number {
  try {
    process.kill(pid, 'SIGKILL');
    return 1;
  } catch {
    // ESRCH: it has gone, and the log does not say so yet.
    return 0;
  }
}
