import { spreadOf } from '@steno/client/measure';
import type { BenchOptions } from '../bench-options.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { measureFirstLoad } from './first-load.ts';
import { measureLongSession } from './long-session.ts';
import { measureViewers } from './viewers.ts';

const viewers = 200;
/** The limit that the console is held to. */
const finalDelayLimitMs = 300;
/** What 60 frames a second leave for one, with a millisecond for the clock. */
const frameLimitMs = 17.7;
/** Text of an hour with the time of each word, and the lists of the page. */
const heapGrowthLimitMib = 40;
const mebibyte = 2 ** 20;

/** The limits of a first visit. */
const firstLoadLimit = { interactiveMs: 1000, kilobytes: 100 };

/** What the page of the console costs at first and in a long session, and how late its viewers are. */
export async function runConsole(options: BenchOptions, progress: Progress): Promise<Report> {
  progress.show('console: first visits');
  const load = await measureFirstLoad(options.isQuick ? 5 : 20);
  const interactive = spreadOf(load.interactiveMs);
  progress.show('console: viewers');
  const watched = await measureViewers(viewers, options.isQuick ? 20 : 100);
  const delays = spreadOf(watched.delaysMs);
  progress.show('console: a long session');
  const long = await measureLongSession(options.isQuick ? 10 : 60);
  const frames = spreadOf(long.frameMs);
  const growthMib = (long.heapAfterBytes - long.heapBeforeBytes) / mebibyte;
  const tasks = spreadOf(long.longTaskMs);
  return {
    name: 'console',
    tables: [
      {
        title: `First visit over loopback, ${load.interactiveMs.length} times, until Start can be pressed, ms`,
        header: ['p50', 'p95', 'max', 'kB over the network'],
        rows: [[interactive.p50, interactive.p95, interactive.max, load.transferredBytes / 1000]],
      },
      {
        title: `Final to viewer, ${watched.viewers} viewers of one session, ${watched.finals} finals, ms`,
        header: ['p50', 'p95', 'p99', 'max'],
        rows: [[delays.p50, delays.p95, delays.p99, delays.max]],
      },
      {
        title: `A session of ${long.audioMinutes} minutes, ${long.segments} segments, as fast as it goes`,
        header: ['took s', 'heap before MiB', 'heap after MiB', 'elements', 'long tasks', 'longest ms'],
        rows: [
          [
            long.tookSeconds,
            long.heapBeforeBytes / mebibyte,
            long.heapAfterBytes / mebibyte,
            long.elements,
            tasks.count,
            tasks.count === 0 ? 0 : tasks.max,
          ],
        ],
      },
      {
        title: 'Between two frames while it is scrolled from end to beginning, ms',
        header: ['p50', 'p95', 'p99', 'max'],
        rows: [[frames.p50, frames.p95, frames.p99, frames.max]],
      },
    ],
    verdicts: [
      {
        name: 'first visit, until Start can be pressed, p95',
        value: interactive.p95,
        unit: 'ms',
        limit: firstLoadLimit.interactiveMs,
        isUpperLimit: true,
      },
      {
        name: 'first visit, over the network',
        value: load.transferredBytes / 1000,
        unit: 'kB',
        limit: firstLoadLimit.kilobytes,
        isUpperLimit: true,
      },
      { name: 'final to viewer, max', value: delays.max, unit: 'ms', limit: finalDelayLimitMs, isUpperLimit: true },
      { name: 'between two frames, p95', value: frames.p95, unit: 'ms', limit: frameLimitMs, isUpperLimit: true },
      { name: 'heap growth', value: growthMib, unit: 'MiB', limit: heapGrowthLimitMib, isUpperLimit: true },
    ],
    remarks: [
      'Server and viewers are one process, and the browser draws without a graphics card: both cost more here than in use.',
    ],
    details: { load, delays, frames, long },
  };
}
