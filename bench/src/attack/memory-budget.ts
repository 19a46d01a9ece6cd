import { bytesPerMs } from '@steno/audio';
import { parseConfiguration } from '@steno/server';
import { type AttackKind, attackKinds } from './attack-kinds.ts';

/** Those without a credential come first in the list. */
const strangers: readonly AttackKind[] = attackKinds.slice(0, attackKinds.indexOf('sessions that say nothing'));

/** Whether an attacker of this kind has no credential. */
export function isStranger(kind: AttackKind): boolean {
  return strangers.includes(kind);
}

/** The head of a request, and what Node and the kernel's side of it have in the process. Chosen. */
const handshakeBytes = 32_768;
/** A connection that waits to be looked at, of which there are at most so many. */
const delayedBytes = 16_384;
const maxDelayed = 1000;
/** A session without audio, or a WebSocket without a session; the benchmark `gateway` measures less. */
const sessionBytes = 150_000;
/** What may wait for the garbage collector in a flood. Chosen: a young generation of 48 MiB, and as much again. */
const garbageBytes = 96 * 1024 * 1024;

/**
 * The memory an attack may take beside what the server has without it, by the settings.
 *
 * @param connections - the attacker had at once.
 */
export function budgetOf(kind: AttackKind, connections: number): number {
  const settings = parseConfiguration({ flags: { dataDir: '/' }, environment: {} });
  const { maxHandshakes, maxUnauthenticated, maxUnauthenticatedBytes, maxSessionsPerKey } = settings;
  if (isStranger(kind)) {
    // The second thousand of `maxUnauthenticated` are heads of which the credential is looked at.
    const waiting = (maxHandshakes + maxUnauthenticated) * handshakeBytes + maxDelayed * delayedBytes;
    return garbageBytes + waiting + maxUnauthenticated * (maxUnauthenticatedBytes + sessionBytes);
  }
  const sessions = Math.min(connections, maxSessionsPerKey);
  if (kind === 'sessions that say nothing') return garbageBytes + maxDelayed * delayedBytes + sessions * sessionBytes;
  const { maxMessageBytes, maxOutboxBytes, maxAudioAheadMs } = settings;
  return garbageBytes + sessions * (sessionBytes + maxMessageBytes + maxOutboxBytes + maxAudioAheadMs * bytesPerMs);
}
