import { WireError } from '@steno/protocol';
import { limitedName, type Principal } from '../auth/principal.ts';
import { addressGroup } from './address-group.ts';
import { LimitCounters, type LimitName } from './limit-counters.ts';
import { RateLimiter } from './rate-limiter.ts';
import { SessionQuota, type SessionQuotaSettings } from './session-quota.ts';

/** The operator's limits. */
export interface LimitSettings extends SessionQuotaSettings {
  /** Connections and requests a second from one address; 0 for any number. */
  readonly maxConnectionsPerSecond: number;
  /** The same with one key. */
  readonly maxConnectionsPerSecondPerKey: number;
  /** Origins of pages that may connect, in lower case; only `*` for all. */
  readonly allowedOrigins: readonly string[];
}

/** Chosen: a page that opens many connections at its start is served, a flood is not. */
const burstSeconds = 10;
/** Chosen: about 3 MB. */
const maxNames = 20_000;
/** Connections of an address that may come at once and are looked at without waiting. Chosen: more than a page opens. */
const promptConnections = 100;
/** Breaking the rules counts as what may come in so many seconds. Chosen: two a second are more than a faulty client makes. */
const penaltySeconds = 0.5;

/** All limits of a server on who may come how often, in one place with their counts. */
export class Limits {
  /** How often each limit was reached. */
  readonly counters: LimitCounters = new LimitCounters();
  /** The live sessions. */
  readonly sessions: SessionQuota;
  readonly #settings: LimitSettings;
  readonly #addresses: RateLimiter;
  /** Connections of the network, before anything was sent. */
  readonly #connections: RateLimiter;
  readonly #keys: RateLimiter;

  /** @param nowMs - milliseconds that never go back. */
  constructor(settings: LimitSettings, nowMs: () => number) {
    this.#settings = settings;
    this.sessions = new SessionQuota(settings, this.counters);
    const { maxConnectionsPerSecond, maxConnectionsPerSecondPerKey } = settings;
    const shared = { owedSeconds: burstSeconds, capacity: maxNames, nowMs };
    const ofAddress = { ...shared, perSecond: maxConnectionsPerSecond, burst: burstSeconds * maxConnectionsPerSecond };
    const prompt = Math.min(ofAddress.burst, Math.max(maxConnectionsPerSecond, promptConnections));
    this.#addresses = new RateLimiter(ofAddress);
    this.#connections = new RateLimiter({ ...ofAddress, burst: prompt });
    this.#keys = new RateLimiter({
      ...shared,
      perSecond: maxConnectionsPerSecondPerKey,
      burst: burstSeconds * maxConnectionsPerSecondPerKey,
    });
  }

  /**
   * Counts a connection or request of a stranger, before anything else is looked at.
   *
   * @param address - as the socket tells it.
   * @throws WireError `rate_limited`.
   */
  checkAddress(address: string | undefined): void {
    const waitMs = this.#addresses.take(addressGroup(address));
    if (waitMs === 0) return;
    this.#refuse('connections_per_address', {
      scope: 'address',
      waitMs,
      limit: this.#settings.maxConnectionsPerSecond,
    });
  }

  /** Counts a connection of the network. @returns false when its address comes so often that it has to wait. */
  takesConnection(address: string | undefined): boolean {
    return this.#connections.take(addressGroup(address)) === 0;
  }

  /** Somebody broke the rules: from this address fewer connections are taken for a while. */
  penalise(address: string | undefined): void {
    const group = addressGroup(address);
    const connections = penaltySeconds * this.#settings.maxConnectionsPerSecond;
    this.#addresses.charge(group, connections);
    this.#connections.charge(group, connections);
  }

  /**
   * Counts a connection or request of somebody who is known.
   *
   * @throws WireError `rate_limited`.
   */
  checkPrincipal(principal: Principal): void {
    const waitMs = this.#keys.take(limitedName(principal));
    if (waitMs === 0) return;
    this.#refuse('connections_per_key', { scope: 'key', waitMs, limit: this.#settings.maxConnectionsPerSecondPerKey });
  }

  /**
   * Counts a request of somebody who watches a session with a view token: apart from those with its key, whom strangers must not
   * be able to keep out.
   *
   * @throws WireError `rate_limited`.
   */
  checkViewer(sessionId: string): void {
    const waitMs = this.#keys.take(`view ${sessionId}`);
    if (waitMs === 0) return;
    const limit = this.#settings.maxConnectionsPerSecondPerKey;
    this.#refuse('connections_per_key', { scope: 'session', waitMs, limit });
  }

  /**
   * Checks where the page of a browser comes from.
   *
   * @param origin - the `Origin` header; undefined for a client that is no page.
   * @throws WireError `forbidden`.
   */
  checkOrigin(origin: string | undefined): void {
    const { allowedOrigins } = this.#settings;
    if (origin === undefined || allowedOrigins.includes('*') || allowedOrigins.includes(origin.toLowerCase())) return;
    this.counters.count('origin');
    throw new WireError('forbidden', 'Pages of this origin may not connect. The operator can allow it.', {
      origin: origin.slice(0, 200),
    });
  }

  #refuse(
    name: LimitName,
    { scope, waitMs, limit }: { readonly scope: string; readonly waitMs: number; readonly limit: number },
  ): never {
    this.counters.count(name);
    const seconds = Math.ceil(waitMs / 1000);
    throw new WireError(
      'rate_limited',
      `More than ${limit} connections a second with one ${scope}. Try again in ${seconds} s.`,
      { scope, limit, retry_after: seconds },
    );
  }
}
