/** What of a kept session the policy looks at. */
export interface KeptSession {
  readonly id: string;
  /** When it was last added to, in Unix ms. */
  readonly updatedAtMs: number;
  readonly audioBytes: number;
  /** It is being recorded: never removed. */
  readonly isLive: boolean;
}

/** How much is kept in the browser. */
export interface RetentionLimits {
  /** Sessions; those beyond it are removed as a whole, the oldest first. */
  readonly maxSessions: number;
  /** Audio of all sessions, in bytes; beyond it the audio of the oldest is removed, and their text stays. */
  readonly maxAudioBytes: number;
  /** Audio of one session, in bytes; beyond it its oldest audio is removed while it goes on. */
  readonly maxSessionAudioBytes: number;
}

/** Chosen: 16 kHz audio of 32 kB a second; about four and a half hours in all, of which one session may have three. */
export const defaultRetentionLimits: RetentionLimits = {
  maxSessions: 50,
  maxAudioBytes: 512 * 1024 * 1024,
  maxSessionAudioBytes: 345_600_000,
};

/** What has to go. */
export interface Removals {
  /** Ids of sessions that go with everything they have. */
  readonly sessions: readonly string[];
  /** Ids of sessions whose audio goes and whose text stays. */
  readonly audioOf: readonly string[];
}

/**
 * Decides what has to go, so that the limits hold again.
 *
 * @param kept - the newest first, for those that were last added to at the same moment.
 */
export function removalsOf(kept: readonly KeptSession[], limits: RetentionLimits = defaultRetentionLimits): Removals {
  const removable = kept.filter(({ isLive }) => !isLive).reverse();
  const oldestFirst = removable.sort((a, b) => a.updatedAtMs - b.updatedAtMs);
  const tooMany = Math.max(0, kept.length - limits.maxSessions);
  const sessions = oldestFirst.slice(0, tooMany);
  const audioOf: KeptSession[] = [];
  const removed = new Set(sessions);
  let audioBytes = kept.reduce((sum, session) => sum + (removed.has(session) ? 0 : session.audioBytes), 0);
  for (const session of oldestFirst.slice(tooMany)) {
    if (audioBytes <= limits.maxAudioBytes) break;
    if (session.audioBytes === 0) continue;
    audioOf.push(session);
    audioBytes -= session.audioBytes;
  }
  return { sessions: sessions.map(({ id }) => id), audioOf: audioOf.map(({ id }) => id) };
}
