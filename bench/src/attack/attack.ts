import type { BenchOptions } from '../bench-options.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';

/** Placeholder. */
export async function runAttack(_options: BenchOptions, _progress: Progress): Promise<Report> {
  throw new Error('not yet');
}
