/** Something that happened to a session and that its reader should know. */
export type LiveEventKind =
  | { readonly type: 'began' }
  | { readonly type: 'lost_connection' }
  /** Came back to the same session: nothing is missing. */
  | { readonly type: 'resumed'; readonly missedMs: number }
  /** Another session of the server goes on; `lostMs` of audio nobody hears again. */
  | { readonly type: 'restarted'; readonly lostMs: number; readonly lostFromMs: number }
  | { readonly type: 'slow' | 'muted' | 'unmuted' | 'suspended' | 'key_refused' | 'stopped' | 'failed' }
  | { readonly type: 'device_lost' | 'device_changed'; readonly name: string }
  | { readonly type: 'dropped'; readonly ms: number }
  | { readonly type: 'shutting_down'; readonly at: Date }
  /** A warning of the server, in its words. */
  | { readonly type: 'warning'; readonly code: string; readonly message: string }
  /** The browser keeps no more of this session. */
  | { readonly type: 'not_kept'; readonly problem: 'full' | 'unavailable' | 'replaced' };

/** One event, with the place in the session's audio where it happened. */
export type LiveEvent = LiveEventKind & { readonly number: number; readonly atMs: number };

/** Events that are kept for reading; the oldest go. Chosen: more than anybody reads. */
const maxEvents = 200;

/** Adds an event to those there are. */
export function withEvent(events: readonly LiveEvent[], kind: LiveEventKind, atMs: number): readonly LiveEvent[] {
  const number = (events.at(-1)?.number ?? 0) + 1;
  return [...events, { ...kind, number, atMs }].slice(-maxEvents);
}
