import { describe, expect, it } from 'vitest';
import { WireError } from '@steno/protocol';
import type { Principal } from '../../src/auth/principal.ts';
import { LimitCounters } from '../../src/limits/limit-counters.ts';
import { SessionQuota } from '../../src/limits/session-quota.ts';

function principal(keyId: string, owner: string, maxSessions?: number): Principal {
  const grant = maxSessions === undefined ? {} : { maxSessions };
  return { keyId, name: keyId, owner, type: 'realtime', kind: 'api_key', grant };
}

function refusalOf(quota: SessionQuota, who: Principal): unknown {
  try {
    quota.check(who);
  } catch (error) {
    return error instanceof WireError ? [error.code, error.details] : error;
  }
  return undefined;
}

describe('a session quota', () => {
  const settings = { maxSessions: 4, maxSessionsPerOwner: 3, maxSessionsPerKey: 2 };

  it('refuses what is beyond a key, an owner and the server, and says which', () => {
    const counters = new LimitCounters();
    const quota = new SessionQuota(settings, counters);
    quota.add(principal('k1', 'ann'));
    quota.add(principal('k1', 'ann'));
    expect(refusalOf(quota, principal('k1', 'ann'))).toEqual(['too_many_sessions', { scope: 'key', limit: 2 }]);
    quota.add(principal('k2', 'ann'));
    expect(refusalOf(quota, principal('k2', 'ann'))).toEqual(['too_many_sessions', { scope: 'owner', limit: 3 }]);
    expect(refusalOf(quota, principal('k3', 'bob'))).toBeUndefined();
    quota.add(principal('k3', 'bob'));
    expect(refusalOf(quota, principal('k3', 'bob'))).toEqual(['too_many_sessions', { scope: 'server', limit: 4 }]);
    const { counts } = counters;
    expect(['sessions_per_key', 'sessions_per_owner', 'sessions'].map((name) => counts.get(name as never))).toEqual([
      1, 1, 1,
    ]);
  });

  it('gives each owner who comes from an issuer the limit of a key', () => {
    const quota = new SessionQuota(settings, new LimitCounters());
    const [ann, bob] = ['ann', 'bob'].map(
      (owner) => ({ ...principal('issuer', owner), kind: 'issuer_token' }) as const,
    );
    if (ann === undefined || bob === undefined) throw new Error('two owners');
    const ends = [quota.add(ann), quota.add(ann)];
    expect(refusalOf(quota, ann)).toEqual(['too_many_sessions', { scope: 'key', limit: 2 }]);
    expect(refusalOf(quota, bob)).toBeUndefined();
    ends[0]?.();
    expect(refusalOf(quota, ann)).toBeUndefined();
  });

  it('has room again once a session is over, counted once however often that is said', () => {
    const quota = new SessionQuota(settings, new LimitCounters());
    const isOver = quota.add(principal('k1', 'ann'));
    quota.add(principal('k1', 'ann'));
    isOver();
    isOver();
    expect(refusalOf(quota, principal('k1', 'ann'))).toBeUndefined();
    quota.add(principal('k1', 'ann'));
    expect(refusalOf(quota, principal('k1', 'ann'))).toBeDefined();
  });

  it("takes a key's own number before that of the settings", () => {
    const quota = new SessionQuota({ ...settings, maxSessionsPerOwner: 100, maxSessions: 100 }, new LimitCounters());
    quota.add(principal('k1', 'ann'));
    expect(refusalOf(quota, principal('k1', 'ann', 1))).toEqual(['too_many_sessions', { scope: 'key', limit: 1 }]);
    for (let count = 0; count < 5; count += 1) quota.add(principal('k1', 'ann'));
    expect(refusalOf(quota, principal('k1', 'ann', 7))).toBeUndefined();
  });
});
