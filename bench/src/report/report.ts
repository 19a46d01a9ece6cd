import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { type Cell, formatTable } from './table.ts';

/** A figure and the limit it is held to. */
export interface Verdict {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  /** Whether the value may not exceed the limit, or must reach it. */
  readonly isUpperLimit: boolean;
}

/** True when the figure is on the right side of its limit; an unknown one is not. */
export function isMet({ value, limit, isUpperLimit }: Verdict): boolean {
  return isUpperLimit ? value <= limit : value >= limit;
}

/** One table of a report. */
export interface ReportTable {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a benchmark found. */
export interface Report {
  /** The name of the benchmark and of its file. */
  readonly name: string;
  readonly tables: readonly ReportTable[];
  readonly verdicts: readonly Verdict[];
  /** What limits the meaning of the figures; sentences. */
  readonly remarks: readonly string[];
  /** The figures, for programs; must be JSON. */
  readonly details: unknown;
}

/** Prints a report on standard output. */
export function printReport(report: Report): void {
  for (const { title, header, rows } of report.tables) console.log(`\n${title}\n${formatTable(header, rows)}`);
  const verdicts = report.verdicts.map((verdict) => [
    verdict.name,
    verdict.value,
    `${verdict.isUpperLimit ? '<=' : '>='} ${verdict.limit}`,
    verdict.unit,
    isMet(verdict) ? 'met' : 'MISSED',
  ]);
  if (verdicts.length > 0) console.log(`\nLimits\n${formatTable(['figure', 'value', 'limit', 'unit', ''], verdicts)}`);
  for (const remark of report.remarks) console.log(`\n${remark}`);
}

/**
 * Writes a report as JSON, with the machine it was made on.
 *
 * @param file - absolute path; its directory is created.
 */
export async function writeReport(report: Report, file: string): Promise<void> {
  const machine = {
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    loadAverage1Min: loadavg()[0],
  };
  const verdicts = report.verdicts.map((verdict) => ({ ...verdict, isMet: isMet(verdict) }));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...report, verdicts, machine, at: new Date().toISOString() }, null, 2)}\n`);
}
