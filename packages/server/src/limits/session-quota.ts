import { WireError } from '@steno/protocol';
import { limitedName, type Principal } from '../auth/principal.ts';
import type { LimitCounters, LimitName } from './limit-counters.ts';

/** How many sessions may be live at once. */
export interface SessionQuotaSettings {
  readonly maxSessions: number;
  readonly maxSessionsPerOwner: number;
  /** For keys that have no number of their own. */
  readonly maxSessionsPerKey: number;
}

/** Counts live sessions by key, by owner and in all. */
export class SessionQuota {
  readonly #settings: SessionQuotaSettings;
  readonly #counters: LimitCounters;
  readonly #perKey = new Map<string, number>();
  readonly #perOwner = new Map<string, number>();
  #all = 0;

  constructor(settings: SessionQuotaSettings, counters: LimitCounters) {
    this.#settings = settings;
    this.#counters = counters;
  }

  /**
   * Checks that there is room for another session of somebody.
   *
   * @throws WireError `too_many_sessions`, whose details have the limit and whose it is.
   */
  check(principal: Principal): void {
    const { owner, grant } = principal;
    const { maxSessions, maxSessionsPerOwner, maxSessionsPerKey } = this.#settings;
    const ofKey = grant.maxSessions ?? maxSessionsPerKey;
    if ((this.#perKey.get(limitedName(principal)) ?? 0) >= ofKey) this.#refuse('sessions_per_key', 'key', ofKey);
    if ((this.#perOwner.get(owner) ?? 0) >= maxSessionsPerOwner) {
      this.#refuse('sessions_per_owner', 'owner', maxSessionsPerOwner);
    }
    if (this.#all >= maxSessions) this.#refuse('sessions', 'server', maxSessions);
  }

  /**
   * Counts a session that begins.
   *
   * @returns to be called when it is over; further calls do nothing.
   */
  add(principal: Principal): () => void {
    const { owner } = principal;
    const name = limitedName(principal);
    this.#all += 1;
    change(this.#perKey, name, 1);
    change(this.#perOwner, owner, 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#all -= 1;
      change(this.#perKey, name, -1);
      change(this.#perOwner, owner, -1);
    };
  }

  #refuse(name: LimitName, scope: string, limit: number): never {
    this.#counters.count(name);
    const whose = { key: 'this key', owner: 'this owner', server: 'this server' }[scope] ?? scope;
    const message = `${limit} sessions of ${whose} are live, which is as many as may be. End one, or try again shortly.`;
    throw new WireError('too_many_sessions', message, { scope, limit });
  }
}

/** A count of 0 is not kept, so that the table is never larger than the number of live sessions. */
function change(counts: Map<string, number>, name: string, by: 1 | -1): void {
  const count = (counts.get(name) ?? 0) + by;
  if (count > 0) counts.set(name, count);
  else counts.delete(name);
}
