import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a load costs the process that makes it. */
export interface ProcessUse {
  /** Resident memory before and at its highest, in bytes. */
  readonly startBytes: number;
  readonly peakBytes: number;
  /** Processor time per time; 1 is one core. */
  readonly cores: number;
  /** How late timers were, 99th percentile in ms: more than a few, and this machine is what is measured. */
  readonly timerDelayP99Ms: number;
}

const sampleIntervalMs = 500;
const delayResolutionMs = 10;

/** Watches this process until it is asked for what it saw. */
export function watchProcess(): { readonly stop: () => ProcessUse } {
  const delays = monitorEventLoopDelay({ resolution: delayResolutionMs });
  delays.enable();
  const startBytes = process.memoryUsage.rss();
  const startCpu = process.cpuUsage();
  const startMs = performance.now();
  let peakBytes = startBytes;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, sampleIntervalMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      delays.disable();
      const { user, system } = process.cpuUsage(startCpu);
      return {
        startBytes,
        peakBytes: Math.max(peakBytes, process.memoryUsage.rss()),
        cores: (user + system) / 1000 / (performance.now() - startMs),
        // A timer is never earlier than its resolution.
        timerDelayP99Ms: Math.max(0, delays.percentile(99) / 1e6 - delayResolutionMs),
      };
    },
  };
}
