import { BenchError } from '../bench-error.ts';

/** What an attacker does; each is one phase of the benchmark. */
export const attackKinds = [
  'slow heads',
  'silent connections',
  'slow bodies',
  'upgrades that bring no key',
  'upgrades with wrong keys',
  'pages of a foreign origin',
  'path tricks',
  'plain requests',
  'sessions that say nothing',
  'text messages',
  'pings, answers unread',
  'flushes, answers unread',
  'starts',
  'one byte of audio a message',
  'fragments without end',
  'one frame, byte by byte',
  'messages of 100 MB',
  'compressed frames',
  'frames without a mask',
] as const;

/** One of {@link attackKinds}. */
export type AttackKind = (typeof attackKinds)[number];

/**
 * The kinds that have a text in their name, in their order.
 *
 * @throws BenchError `bad_option` when none has.
 */
export function attackKindsWith(text: string): readonly AttackKind[] {
  const kinds = attackKinds.filter((kind) => kind.includes(text));
  if (kinds.length === 0) throw new BenchError('bad_option', `No attack has "${text}" in its name.`);
  return kinds;
}

/** What an attacker met. */
export interface AttackOutcome {
  /** Connections it opened. */
  readonly connections: number;
  /** The most it had at once. */
  readonly most: number;
  /** Bytes it sent after the handshakes. */
  readonly sentBytes: number;
  /** How its connections ended, or what they are when the attack ends: a status or an error code, and how often. */
  readonly ends: Readonly<Record<string, number>>;
}
