import type { Report } from '../report/report.ts';
import { percentile, spreadOf } from '@steno/client/measure';
import type { SessionLatencies } from './session-latencies.ts';

/** Sessions that were played at the same time, and the bare loop after them. */
export interface LatencyRound {
  readonly sessions: number;
  readonly played: readonly (SessionLatencies & {
    readonly finishBy: 'stop' | 'close';
    /** First partial of the bare loop, from the same chunk; empty when it heard nothing. */
    readonly bareFirstPartial: readonly number[];
  })[];
}

/** Holds the latencies to their limits. */
export function toLatencyReport(rounds: readonly LatencyRound[]): Report {
  const groups = [...new Set(rounds.map(({ sessions }) => sessions))].map((sessions) => {
    const played = rounds.filter((round) => round.sessions === sessions).flatMap((round) => round.played);
    const finishBy = (by: 'stop' | 'close'): readonly number[] =>
      played.filter((session) => session.finishBy === by).map(({ stop }) => stop);
    return {
      sessions,
      bareFirstPartial: played.flatMap(({ bareFirstPartial }) => bareFirstPartial),
      firstPartial: played.flatMap(({ firstPartial }) => firstPartial),
      partial: played.flatMap(({ partial }) => partial),
      final: played.flatMap(({ final }) => final),
      stop: finishBy('stop'),
      close: finishBy('close'),
    };
  });
  return {
    name: 'latency',
    tables: [
      {
        title: 'Latencies at real-time pace, ms',
        header: ['sessions', 'latency', 'count', 'p50', 'p95', 'p99', 'max'],
        rows: groups.flatMap((group) =>
          (
            [
              ['first partial, bare loop', group.bareFirstPartial],
              ['first partial', group.firstPartial],
              ['partial', group.partial],
              ['final, with the silence waited for', group.final],
              ['stop to last message', group.stop],
              ['Close to last message', group.close],
            ] as const
          ).map(([name, values]) => {
            const { count, p50, p95, p99, max } = spreadOf(values);
            return [group.sessions, name, count, p50, p95, p99, max];
          }),
        ),
      },
    ],
    verdicts: groups.flatMap((group) => [
      {
        name: `sessions: ${group.sessions}, first partial above the bare loop, median`,
        value: percentile(group.firstPartial, 0.5) - percentile(group.bareFirstPartial, 0.5),
        unit: 'ms',
        limit: 50,
        isUpperLimit: true,
      },
      {
        name: `sessions: ${group.sessions}, stop or Close to last message, p95`,
        value: percentile([...group.stop, ...group.close], 0.95),
        unit: 'ms',
        limit: 300,
        isUpperLimit: true,
      },
    ]),
    remarks: ['Beginnings of speech are where the voice activity detector of the server says; one worker.'],
    details: { rounds },
  };
}
