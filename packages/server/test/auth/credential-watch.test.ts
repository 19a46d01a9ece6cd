import { describe, expect, it } from 'vitest';
import { FakeClock } from '@steno/testkit';
import { CredentialWatch } from '../../src/auth/credential-watch.ts';
import type { Principal } from '../../src/auth/principal.ts';

const principal = (keyId: string): Principal => ({
  keyId,
  name: keyId,
  owner: 'ann',
  type: 'realtime',
  kind: 'api_key',
  grant: {},
});

function watched() {
  const clock = new FakeClock();
  const revoked = new Set<string>();
  const looked: string[] = [];
  const watch = new CredentialWatch({
    clock,
    isStillGood: ({ keyId }) => {
      looked.push(keyId);
      return !revoked.has(keyId);
    },
  });
  const session = () => {
    const made = { revocations: 0, revoke: () => void (made.revocations += 1) };
    return made;
  };
  return { clock, revoked, looked, watch, session };
}

describe('a watch over credentials', () => {
  it('revokes the sessions of a key within a second, once, and no others', () => {
    const { clock, revoked, watch, session } = watched();
    const [one, two, other] = [session(), session(), session()];
    watch.set(one, principal('k1'));
    watch.set(two, principal('k1'));
    watch.set(other, principal('k2'));
    clock.advance(1500);
    revoked.add('k1');
    clock.advance(1000);
    expect([one.revocations, two.revocations, other.revocations]).toEqual([1, 1, 0]);
    clock.advance(10_000);
    expect(one.revocations).toBe(1);
  });

  it('looks up each key once a second, however many sessions it has', () => {
    const { clock, looked, watch, session } = watched();
    for (let count = 0; count < 50; count += 1) watch.set(session(), principal('k1'));
    clock.advance(3000);
    expect(looked).toEqual(['k1', 'k1', 'k1']);
  });

  it('goes by the credential that a session was resumed with', () => {
    const { clock, revoked, watch, session } = watched();
    const one = session();
    watch.set(one, principal('k1'));
    watch.set(one, principal('k2'));
    revoked.add('k1');
    clock.advance(2000);
    expect(one.revocations).toBe(0);
    revoked.add('k2');
    clock.advance(1000);
    expect(one.revocations).toBe(1);
  });

  it('has no timer while there is no session', () => {
    const { clock, watch, session } = watched();
    const one = session();
    watch.set(one, principal('k1'));
    watch.delete(one);
    watch.delete(one);
    expect(clock.pendingTimers).toBe(0);
  });
});
