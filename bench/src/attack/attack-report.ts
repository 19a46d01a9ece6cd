import type { Report } from '../report/report.ts';
import { mib } from '../serve/memory-sampler.ts';
import type { AttackKind, AttackOutcome } from './attack-kinds.ts';
import { budgetOf, isStranger } from './memory-budget.ts';

/** What was seen for a while. */
export interface Window {
  /** From a chunk of a session that behaves to the message it causes, in ms. */
  readonly p50Ms: number;
  /** The median of the seconds. */
  readonly p95Ms: number;
  readonly p95OfAllMs: number;
  /** Round trips that were measured. */
  readonly answered: number;
  /** Chunks that were due, and were sent. */
  readonly due: number;
  readonly sent: number;
  /** Sessions that others opened meanwhile, and how long that took. */
  readonly newcomers: number;
  readonly newcomerP95Ms: number;
  readonly refusedNewcomers: number;
  /** The most the server had resident. */
  readonly peakRssBytes: number;
  /** Processor time of the server by time. */
  readonly cpuRatio: number;
}

/** One attack. */
export interface AttackPhase {
  readonly kind: AttackKind;
  readonly before: Window;
  /** While the same attack went on at another server of the same machine. */
  readonly beside: Window;
  readonly during: Window;
  readonly after: Window;
  readonly outcome: AttackOutcome;
  /** Sessions the attackers had at the end. */
  readonly sessions: number;
  readonly limits: Readonly<Record<string, number>>;
  /** How long their sessions were there after they had gone, in ms. */
  readonly recoveredMs: number;
}

/** The latency under attack may be so many times that of the calm. */
const maxRatio = 1.5;

/**
 * Holds each attack to what it may take.
 *
 * @param method - whether the server and those who behave had priority over all else, and the server a core to itself.
 */
export function toAttackReport(
  phases: readonly AttackPhase[],
  { isPreferred, isPinned }: { readonly isPreferred: boolean; readonly isPinned: boolean },
): Report {
  const rows = phases.map((phase) => ({ phase, ...figuresOf(phase) }));
  const worstRatio = Math.max(...rows.map(({ ratio }) => ratio));
  const overBudget = rows.filter(({ grownMib, budgetMib }) => grownMib > budgetMib);
  const strangers = phases.filter(({ kind }) => isStranger(kind));
  const upper = { isUpperLimit: true } as const;
  return {
    name: 'attack',
    tables: [
      {
        title: 'What attackers did, and how their connections ended',
        header: ['attack', 'connections', 'at once', 'MB sent', 'sessions', 'ends'],
        rows: phases.map(({ kind, outcome, sessions }) => [
          kind,
          outcome.connections,
          outcome.most,
          Math.round(outcome.sentBytes / 1e6),
          sessions,
          endsOf(outcome),
        ]),
      },
      {
        title:
          'Those who behave meanwhile: round trip of a chunk and opening a session, p95 in ms (of the chunk: of the median second)',
        header: [
          'attack',
          'calm',
          'elsewhere',
          'attack',
          'ratio',
          'to elsewhere',
          'server, %',
          'answered, %',
          'opening, calm',
          'opening',
          'opened',
          'not opened',
        ],
        rows: rows.map(({ phase, calmMs, ratio }) => [
          phase.kind,
          calmMs,
          phase.beside.p95Ms,
          phase.during.p95Ms,
          ratio,
          phase.during.p95Ms / phase.beside.p95Ms,
          100 * phase.during.cpuRatio,
          (100 * phase.during.answered) / phase.during.due,
          phase.before.newcomerP95Ms,
          phase.during.newcomerP95Ms,
          phase.during.newcomers,
          phase.during.refusedNewcomers,
        ]),
      },
      {
        title: 'Resident memory of the server, MiB',
        header: ['attack', 'before', 'at most', 'more', 'budget', 'after'],
        rows: rows.map(({ phase, grownMib, budgetMib }) => [
          phase.kind,
          phase.before.peakRssBytes / mib,
          phase.during.peakRssBytes / mib,
          grownMib,
          budgetMib,
          phase.after.peakRssBytes / mib,
        ]),
      },
    ],
    verdicts: [
      {
        name: 'sessions of those without a credential',
        value: strangers.reduce((sum, { sessions }) => sum + sessions, 0),
        unit: '',
        limit: 0,
        ...upper,
      },
      { name: 'attacks that took more than their budget', value: overBudget.length, unit: '', limit: 0, ...upper },
      { name: 'p95 under attack, by the calm: the worst', value: worstRatio, unit: 'ratio', limit: maxRatio, ...upper },
      {
        name: 'attacks with more than that',
        value: rows.filter(({ ratio }) => ratio > maxRatio).length,
        unit: '',
        limit: 0,
        ...upper,
      },
      {
        name: 'attacks with more than that by the same attack at another server of this machine',
        value: rows.filter(({ phase }) => phase.during.p95Ms > maxRatio * phase.beside.p95Ms).length,
        unit: '',
        limit: 0,
        ...upper,
      },
      {
        name: 'sessions that were not opened meanwhile',
        value: phases.reduce((sum, { during }) => sum + during.refusedNewcomers, 0),
        unit: '',
        limit: 0,
        ...upper,
      },
    ],
    remarks: [
      `Attackers, server and those who behave share the machine; attackers have the lowest priority${isPreferred ? ', the others a high one' : ''}${isPinned ? ', and the server a core that they do not use' : ''}. The recognizer does nothing, so the round trip is the gateway alone.`,
      '"Elsewhere" is the same attack at a second server on the core of the attackers: what it adds to the calm is the machine.',
    ],
    details: { phases },
  };
}

function figuresOf({ kind, before, during, after, outcome }: AttackPhase): {
  readonly calmMs: number;
  readonly ratio: number;
  readonly grownMib: number;
  readonly budgetMib: number;
} {
  // Noise of the machine goes by; the calmer of two calms would be luck.
  const calmMs = (before.p95Ms + after.p95Ms) / 2;
  return {
    calmMs,
    ratio: during.p95Ms / calmMs,
    grownMib: (during.peakRssBytes - before.peakRssBytes) / mib,
    budgetMib: budgetOf(kind, outcome.most) / mib,
  };
}

function endsOf({ ends }: AttackOutcome): string {
  const found = Object.entries(ends).sort(([, one], [, other]) => other - one);
  return found
    .slice(0, 4)
    .map(([end, count]) => `${count} ${end}`)
    .join(', ');
}
