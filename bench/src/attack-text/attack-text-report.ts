import { percentile } from '@steno/client/measure';
import type { AttackKind, AttackOutcome } from '../attack/attack-kinds.ts';
import type { SessionLatencies } from '../latency/session-latencies.ts';
import type { Report, ReportTable, Verdict } from '../report/report.ts';

/** Sessions that were spoken at the same time. */
export interface SpokenRound {
  readonly sessions: readonly SessionLatencies[];
  /** Sessions that were not opened. */
  readonly failed: number;
}

/** What one kind of attack did to those who speak. */
export interface AttackedText {
  readonly kind: AttackKind;
  readonly calm: readonly SpokenRound[];
  /** The same scripts while the same attack goes on at another server of the same machine. */
  readonly beside: readonly SpokenRound[];
  /** The same scripts during the attack. */
  readonly during: readonly SpokenRound[];
  readonly outcomes: readonly AttackOutcome[];
}

/** The latencies of text that are compared, and what they are called. */
const latencyNames = {
  firstPartial: 'first partial',
  partial: 'partial',
  final: 'final',
  stop: 'stop or Close',
} as const;
type LatencyName = keyof typeof latencyNames;
const allNames: readonly LatencyName[] = ['firstPartial', 'partial', 'final', 'stop'];

/** The latency under attack may be so many times that of the calm. */
const maxRatio = 1.5;

/** Holds the latency of text beside attacks to that without them. */
export function toAttackTextReport(attacks: readonly AttackedText[]): Report {
  const rows = attacks.map((one) => ({ ...one, ...comparisonOf([one]) }));
  const all = comparisonOf(attacks);
  return {
    name: 'attack-text',
    tables: [
      kindTable('Partial latency of those who speak', 'partial', rows),
      kindTable('Final latency', 'final', rows),
      kindTable('Stop or Close to the last message', 'stop', rows),
      allTable(all),
    ],
    verdicts: verdictsOf(rows, all),
    remarks: [
      'The same scripts are spoken without the attack, beside the same attack at another server of this machine, and under it. Attackers get what the others leave of one core.',
      'Latencies are those of the client; finals and ends of one kind of attack are few, so that they are judged over all kinds.',
    ],
    details: { attacks },
  };
}

interface Rounds {
  readonly latencies: Readonly<Record<LatencyName, readonly number[]>>;
  readonly failed: number;
}

interface Comparison {
  readonly calm: Rounds;
  readonly beside: Rounds;
  readonly during: Rounds;
}

interface Row extends Comparison {
  readonly kind: AttackKind;
  readonly outcomes: readonly AttackOutcome[];
}

function comparisonOf(attacks: readonly AttackedText[]): Comparison {
  return {
    calm: roundsOf(attacks.flatMap(({ calm }) => calm)),
    beside: roundsOf(attacks.flatMap(({ beside }) => beside)),
    during: roundsOf(attacks.flatMap(({ during }) => during)),
  };
}

function roundsOf(rounds: readonly SpokenRound[]): Rounds {
  const sessions = rounds.flatMap((round) => round.sessions);
  return {
    latencies: {
      firstPartial: sessions.flatMap(({ firstPartial }) => firstPartial),
      partial: sessions.flatMap(({ partial }) => partial),
      final: sessions.flatMap(({ final }) => final),
      stop: sessions.map(({ stop }) => stop),
    },
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
  };
}

const figureHeader = [
  'count',
  'p50, calm',
  'elsewhere',
  'p50',
  'p95, calm',
  'elsewhere',
  'p95',
  'by the calm',
  'by elsewhere',
];

function kindTable(title: string, name: LatencyName, rows: readonly Row[]): ReportTable {
  return {
    title: `${title}, ms`,
    header: ['attack', 'connections', 'not opened', ...figureHeader],
    rows: rows.map((row) => {
      const connections = row.outcomes.reduce((sum, one) => sum + one.connections, 0);
      return [row.kind, connections, row.during.failed, ...figuresOf(row, name)];
    }),
  };
}

function allTable(all: Comparison): ReportTable {
  return {
    title: 'Over all kinds of attack, ms',
    header: ['latency', ...figureHeader, 'max, calm', 'max'],
    rows: allNames.map((name) => [
      latencyNames[name],
      ...figuresOf(all, name),
      Math.max(...all.calm.latencies[name]),
      Math.max(...all.during.latencies[name]),
    ]),
  };
}

function figuresOf({ calm, beside, during }: Comparison, name: LatencyName): readonly number[] {
  const of = ({ latencies }: Rounds, share: number): number => percentile(latencies[name], share);
  const [before, elsewhere, under] = [of(calm, 0.95), of(beside, 0.95), of(during, 0.95)];
  return [
    during.latencies[name].length,
    ...[calm, beside, during].map((rounds) => of(rounds, 0.5)),
    ...[before, elsewhere, under, under / before, under / elsewhere],
  ];
}

function verdictsOf(rows: readonly Row[], all: Comparison): readonly Verdict[] {
  const upper = { isUpperLimit: true } as const;
  return [
    {
      name: 'partial latency, p95 by the calm: the worst kind of attack',
      value: Math.max(...rows.map((row) => ratioOf(row.during, row.calm, 'partial'))),
      unit: 'ratio',
      limit: maxRatio,
      ...upper,
    },
    ...allNames.flatMap((name) =>
      (['calm', 'beside'] as const).map((other) => ({
        name: `${latencyNames[name]}, p95 by ${other === 'calm' ? 'the calm' : 'the attack elsewhere'}, over all kinds`,
        value: ratioOf(all.during, all[other], name),
        unit: 'ratio',
        limit: maxRatio,
        ...upper,
      })),
    ),
    { name: 'sessions that were not opened meanwhile', value: all.during.failed, unit: '', limit: 0, ...upper },
  ];
}

function ratioOf(during: Rounds, other: Rounds, name: LatencyName): number {
  return percentile(during.latencies[name], 0.95) / percentile(other.latencies[name], 0.95);
}
