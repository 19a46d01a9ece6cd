import { cpuSecondsOf } from '../processes/cpu-time.ts';
import type { StenoServer } from './steno-server.ts';

/** CPU time that the processes of a server have used, user and system, in s. */
export interface ServerCpu {
  /** The server's own process. */
  readonly server: number;
  /** Its workers that live, together. */
  readonly workers: number;
}

/** Reads the CPU time of a server. */
export function serverCpuOf({ pid, workerPids }: StenoServer): ServerCpu {
  return {
    server: cpuSecondsOf(pid),
    workers: workerPids.reduce((sum, worker) => sum + cpuSecondsOf(worker), 0),
  };
}
