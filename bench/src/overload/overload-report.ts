import type { Report } from '../report/report.ts';
import { percentile } from '@steno/client/measure';
import type { FloodOutcome } from './flood.ts';

/** One part of the run. */
export interface OverloadPhase extends FloodOutcome {
  readonly name: string;
  readonly offered: number;
  /** Chunks whose wait was measured. */
  readonly lags: number;
  /** The share of them that waited no longer, 0..1. */
  readonly lagWithin300Ms: number;
  readonly lagWithin100Ms: number;
  /** The share of finals that came no later after the last word, 0..1. */
  readonly finalsWithin1500Ms: number;
  /** Compute time of a second of audio, as the server counts it in the end. */
  readonly realTimeFactor: number;
  /** Of the server and its workers in the end. */
  readonly memoryBytes: number;
}

/** All of the run. */
export interface OverloadRun {
  /** Calm, flood, calm. */
  readonly phases: readonly [OverloadPhase, OverloadPhase, OverloadPhase];
  /** Sessions the server said it could take before the flood, and after. */
  readonly room: number;
  readonly roomAfter: number;
  /** Sessions that are open when all is over. */
  readonly left: number;
}

/** Holds the server to serving those it took, and to saying no to the others at once. */
export function toOverloadReport({ phases, room, roomAfter, left }: OverloadRun): Report {
  const [before, during, after] = phases;
  const upper = { unit: '', isUpperLimit: true } as const;
  const lower = { unit: '', isUpperLimit: false } as const;
  return {
    name: 'overload',
    tables: [
      {
        title: `Sessions offered and taken; while nobody spoke there was room for ${room}`,
        header: [
          '',
          'offered',
          'accepted',
          'finished',
          'lags',
          '<= 100 ms, %',
          '<= 300 ms, %',
          'finals',
          '<= 1.5 s, %',
          'RTF',
          'MB',
        ],
        rows: phases.map((phase) => [
          phase.name,
          phase.offered,
          phase.accepted,
          phase.finished,
          phase.lags,
          100 * phase.lagWithin100Ms,
          100 * phase.lagWithin300Ms,
          phase.finals,
          100 * phase.finalsWithin1500Ms,
          phase.realTimeFactor,
          phase.memoryBytes / 1e6,
        ]),
      },
      {
        title: 'Refusals, and /healthz meanwhile, ms',
        header: ['', 'count', 'p50', 'p95', 'max', 'healthz p50', 'p95'],
        rows: phases.map(({ name, refusalsMs, healthMs }) => [
          name,
          refusalsMs.length,
          percentile(refusalsMs, 0.5),
          percentile(refusalsMs, 0.95),
          percentile(refusalsMs, 1),
          percentile(healthMs, 0.5),
          percentile(healthMs, 0.95),
        ]),
      },
    ],
    verdicts: [
      { name: 'flood: lags of at most 300 ms', value: during.lagWithin300Ms, limit: 0.95, ...lower },
      { name: 'flood: refusals, p95', value: percentile(during.refusalsMs, 0.95), limit: 50, ...upper, unit: 'ms' },
      {
        name: 'flood: refusals, the slowest',
        value: percentile(during.refusalsMs, 1),
        limit: 50,
        ...upper,
        unit: 'ms',
      },
      { name: 'flood: refusals', value: during.refusalsMs.length, limit: 1, ...lower },
      { name: 'flood: refusals of another kind', value: during.otherRefusals, limit: 0, ...upper },
      { name: 'flood: offered, times what was taken', value: during.offered / during.accepted, limit: 3, ...lower },
      { name: 'flood: sessions taken, of the room', value: during.accepted / room, limit: 0.5, ...lower },
      { name: 'flood: sessions that did not end well', value: during.accepted - during.finished, limit: 0, ...upper },
      { name: 'after: lags of at most 300 ms', value: after.lagWithin300Ms, limit: 0.95, ...lower },
      { name: 'after: sessions left', value: left, limit: 0, ...upper },
      { name: 'after: room, of the room before', value: roomAfter / room, limit: 0.5, ...lower },
      { name: 'after: memory, times that before', value: after.memoryBytes / before.memoryBytes, limit: 1.5, ...upper },
    ],
    remarks: [
      'Lag is what the server measures: how long a chunk of a live session waited from its arrival until it was decoded. The ' +
        'room is what /v2/capacity says while nobody speaks. Whoever is refused tries again each second until the flood is over. ' +
        'All speakers are in one process beside the server, which counts into the refusals.',
    ],
    details: {
      room,
      roomAfter,
      left,
      phases: phases.map(({ refusalsMs, healthMs, ...phase }) => ({
        ...phase,
        refusals: refusalsMs.length,
        refusalsP95Ms: percentile(refusalsMs, 0.95),
        healthP95Ms: percentile(healthMs, 0.95),
      })),
    },
  };
}
