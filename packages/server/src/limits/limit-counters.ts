/** What there is a limit for, and can be refused or ended because of it. */
export const limitNames = [
  'sessions',
  'sessions_per_owner',
  'sessions_per_key',
  'connections_per_address',
  'connections_per_key',
  'connections_delayed',
  'connections_unanswered',
  'session_length',
  'message_size',
  'small_messages',
  'origin',
  'handshakes',
  'unauthenticated_connections',
  'unauthenticated_time',
  'unauthenticated_bytes',
  'viewers',
  'viewers_per_session',
] as const;

/** One of {@link limitNames}. */
export type LimitName = (typeof limitNames)[number];

/** How often each limit was reached since the server began; the one place where that is counted. */
export class LimitCounters {
  readonly #counts = new Map<LimitName, number>(limitNames.map((name) => [name, 0]));

  /** A limit was reached once more. */
  count(name: LimitName): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** All counts; a copy. */
  get counts(): ReadonlyMap<LimitName, number> {
    return new Map(this.#counts);
  }
}
