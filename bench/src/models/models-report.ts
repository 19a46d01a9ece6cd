import type { SessionLatencies } from '../latency/session-latencies.ts';
import type { Report } from '../report/report.ts';
import { percentile } from '@steno/client/measure';

/** What became of one recording. */
export interface HeardFile {
  readonly kind: string;
  /** Of the reference. */
  readonly words: number;
  readonly errors: number;
}

/** What one choice of models showed. */
export interface MeasuredModels {
  readonly name: string;
  readonly type: 'fast' | 'quality';
  readonly files: readonly HeardFile[];
  /** One for each session at real-time pace. */
  readonly latencies: readonly SessionLatencies[];
  /** Of all its models, one after another, as the server logs it. */
  readonly loadMs: number;
  /** CPU of the server's own process for each second of audio, in ms. */
  readonly serverMs: number;
  /** The same of its workers. */
  readonly workersMs: number;
  /** Resident sets at the end. */
  readonly serverMib: number;
  readonly workersMib: number;
}

/** Puts the models side by side. */
export function toModelsReport(measured: readonly MeasuredModels[], leftOut: readonly string[]): Report {
  const kinds = [...new Set(measured.flatMap(({ files }) => files.map(({ kind }) => kind)))];
  const latencyRows = measured.map(({ name, latencies }) => {
    const at = (pick: (one: SessionLatencies) => readonly number[], share: number): number =>
      Math.round(percentile(latencies.flatMap(pick), share));
    return [
      name,
      latencies.length,
      at(({ firstPartial }) => firstPartial, 0.5),
      at(({ firstPartial }) => firstPartial, 0.95),
      at(({ partial }) => partial, 0.5),
      at(({ partial }) => partial, 0.95),
      at(({ final }) => final, 0.5),
      at(({ final }) => final, 0.95),
      at(({ stop }) => [stop], 0.5),
      at(({ stop }) => [stop], 0.95),
    ];
  });
  return {
    name: 'models',
    tables: [
      {
        title: 'Word error rate by kind of recording, percent',
        header: ['models', 'type', 'words', 'all', ...kinds],
        rows: measured.map(({ name, type, files }) => [
          name,
          type,
          files.reduce((sum, { words }) => sum + words, 0),
          rateOf(files),
          ...kinds.map((kind) => rateOf(files.filter((file) => file.kind === kind))),
        ]),
      },
      {
        title: 'Latencies of one session at real-time pace, ms',
        header: [
          'models',
          'sessions',
          'first partial p50',
          'p95',
          'partial p50',
          'p95',
          'final p50',
          'p95',
          'stop p50',
          'p95',
        ],
        rows: latencyRows,
      },
      {
        title: 'CPU for each second of audio, memory and loading',
        header: ['models', 'server ms', 'workers ms', 'server MiB', 'workers MiB', 'load ms'],
        rows: measured.map((one) => [
          one.name,
          one.serverMs,
          one.workersMs,
          one.serverMib,
          one.workersMib,
          Math.round(one.loadMs),
        ]),
      },
    ],
    verdicts: [],
    remarks: ['One worker for each model; recordings for accuracy and CPU one by one, as fast as the server reads.', ...leftOut],
    details: { measured, leftOut },
  };
}

function rateOf(files: readonly HeardFile[]): number {
  const words = files.reduce((sum, file) => sum + file.words, 0);
  return (100 * files.reduce((sum, { errors }) => sum + errors, 0)) / words;
}
