import { percentile, spreadOf } from '@steno/client/measure';
import type { Report } from '../report/report.ts';
import type { SilenceFinal } from './final-moments.ts';

/** What was measured. */
export interface FinalsFigures {
  readonly silences: readonly {
    readonly endpointingMs: number;
    readonly sessions: number;
    readonly finals: readonly SilenceFinal[];
  }[];
  readonly flushes: readonly {
    readonly sessions: number;
    readonly sent: number;
    /** Of those that brought a final with words, in ms. */
    readonly latencies: readonly number[];
  }[];
}

/** What a final may come after its silence, in ms: 150 and one step of the decoder, 320 with the usual model. */
const afterSilenceLimitMs = 470;
const flushLimitMs = 200;

/** Holds the figures to their limits. */
export function toFinalsReport(figures: FinalsFigures): Report {
  const { silences, flushes } = figures;
  return {
    name: 'finals',
    tables: [
      {
        title: 'Finals that a silence brought, ms',
        header: [
          'endpointing_ms',
          'sessions at once',
          'finals',
          'after speech p50',
          'p95',
          'after the silence p50',
          'p95',
          'max',
        ],
        rows: silences.map(({ endpointingMs, sessions, finals }) => {
          const speech = spreadOf(finals.map(({ afterSpeech }) => afterSpeech));
          const silence = spreadOf(finals.map(({ afterSilence }) => afterSilence));
          return [
            endpointingMs,
            sessions,
            finals.length,
            speech.p50,
            speech.p95,
            silence.p50,
            silence.p95,
            silence.max,
          ];
        }),
      },
      {
        title: 'From flush to flushed, where a final with words came, ms',
        header: ['sessions at once', 'sent', 'with a final', 'p50', 'p95', 'p99', 'max'],
        rows: flushes.map(({ sessions, sent, latencies }) => {
          const { p50, p95, p99, max } = spreadOf(latencies);
          return [sessions, sent, latencies.length, p50, p95, p99, max];
        }),
      },
    ],
    verdicts: [
      ...silences.map(({ endpointingMs, sessions, finals }) => ({
        name: `endpointing_ms ${endpointingMs}, sessions: ${sessions}, after the silence, p95`,
        value: percentile(
          finals.map(({ afterSilence }) => afterSilence),
          0.95,
        ),
        unit: 'ms',
        limit: afterSilenceLimitMs,
        isUpperLimit: true,
      })),
      ...flushes.map(({ sessions, latencies }) => ({
        name: `flush, sessions: ${sessions}, p95`,
        value: percentile(latencies, 0.95),
        unit: 'ms',
        limit: flushLimitMs,
        isUpperLimit: true,
      })),
    ],
    remarks: [
      'Where speech ends is where the voice activity detector of the server says. One worker; clients and server share the machine.',
    ],
    details: figures,
  };
}
