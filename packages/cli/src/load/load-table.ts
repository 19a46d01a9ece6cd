import type { Spread } from '@steno/client/measure';
import { tableLines } from '../terminal/table.ts';
import type { LoadReport } from './load-report.ts';

/** What stands before each line of the table of latencies: its name, and from when to when it is. */
const latencyNames = {
  open: ['open', 'connecting → the server hears'],
  firstPartial: ['first partial', 'beginning of speech sent → first text'],
  partial: ['partial', 'end of a word sent → first text with the word'],
  final: ['final', 'end of the last word sent → final'],
  stop: ['stop', 'end of the audio told → last message'],
} as const;

/** Timers that are later than that say that this machine is too slow for the load. */
const lateTimerMs = 20;

/** Writes the result of a load for a person: latencies as a table, all else as sentences. */
export function loadTable(report: LoadReport): readonly string[] {
  const row = (name: string, meaning: string, spread: Spread): readonly string[] => [
    name,
    ...[spread.p50, spread.p95, spread.p99, spread.max].map(msText),
    String(spread.count).padStart(7),
    meaning,
  ];
  const heading = ['ms', ...['p50', 'p95', 'p99', 'max', 'count'].map((name) => name.padStart(7)), ''];
  const rows = Object.entries(latencyNames).map(([key, [name, meaning]]) =>
    row(name, meaning, report.latencies[key as keyof typeof latencyNames]),
  );
  return [
    ...tableLines([heading, ...rows, row('late', 'chunk due → sent by this machine', report.lateness)]),
    '',
    ...tableLines(facts(report).map(([name, text]) => [name, text])),
  ];
}

function facts(report: LoadReport): readonly (readonly [string, string])[] {
  const { words, wordErrors, client, lag } = report;
  const failed = Object.entries(report.errors).map(([code, count]) => `${count} ${code}`);
  const lost = words.missing + words.changed;
  const errorRate = (rate: number): string => `${(rate * 100).toFixed(1)} %`;
  return [
    [
      'played',
      `${report.played} times one of ${report.recordings} recordings, ${report.audioSeconds.toFixed(0)} s of audio, at most ${report.peakSessions} sessions at once`,
    ],
    [
      'lost words',
      `${lost} of ${words.alone} that were heard alone (${words.missing} missing, ${words.changed} changed); ${words.added} added`,
    ],
    ...(wordErrors === undefined
      ? []
      : [
          [
            'word errors',
            `${errorRate(wordErrors.load.rate)} of ${wordErrors.load.words} words; alone ${errorRate(wordErrors.alone.rate)}`,
          ] as const,
        ]),
    ['lag', lag.count === 0 ? 'the server told none' : `told ${lag.count} times, ${msText(lag.max).trim()} ms at most`],
    ['network', `${report.resumed} sessions resumed, ${report.restarted} begun anew`],
    ['failed', failed.length === 0 ? 'none' : failed.join(', ')],
    [
      'this client',
      `${megabytes(client.peakBytes)} MB (${megabytes(client.startBytes)} before), ${client.cores.toFixed(2)} cores, timers up to ${client.timerDelayP99Ms.toFixed(0)} ms late${client.timerDelayP99Ms > lateTimerMs ? ': this machine is too busy, the latencies are its own, too' : ''}`,
    ],
  ];
}

function msText(ms: number): string {
  return (Number.isNaN(ms) ? '-' : ms.toFixed(0)).padStart(7);
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}
