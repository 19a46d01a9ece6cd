import { writeSync } from 'node:fs';

/** The pipe to the benchmark. */
const probeFd = 3;
const periodMs = 1000;

/**
 * Loaded into the server before it starts: tells how much of its heap is used, a line a second, and ends it
 * when the benchmark is gone.
 */
setInterval(() => {
  try {
    writeSync(probeFd, `${process.memoryUsage().heapUsed}\n`);
  } catch {
    // Nobody reads: the benchmark has gone without closing its server.
    process.kill(process.pid, 'SIGTERM');
  }
}, periodMs).unref();
