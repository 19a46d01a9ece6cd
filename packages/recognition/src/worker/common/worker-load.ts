/** What a worker has used so far, told with each answer to a heartbeat; all of it since its model was loaded. */
export interface WorkerLoad {
  /** Time in which it was not waiting for something to do, in ms: with the time other processes took the core from it. */
  readonly busyMs: number;
  /** Processor time of all its threads, in ms. */
  readonly cpuMs: number;
  /** Memory it occupies now, in bytes. */
  readonly rssBytes: number;
}
