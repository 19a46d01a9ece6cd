import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src/auth/principal.ts';
import { SessionTokens } from '../../src/auth/session-token.ts';
import { openSigningKeys } from '../../src/auth/signing-keys.ts';
import { ViewTokens } from '../../src/auth/view-token.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const grant = { sessionId: 's1', owner: 'ann', keyId: 'k1', kind: 'api_key', shareEpoch: 3 } as const;

async function makeTokens() {
  const clock = { nowMs: Date.UTC(2030, 0, 1) };
  const now = (): number => clock.nowMs;
  const keys = openSigningKeys(await temporaryDirectory(), { now });
  return { clock, keys, views: new ViewTokens(keys, now), sessions: new SessionTokens(keys, now) };
}

describe('a view token', () => {
  it('says which session it shows and by whose leave, until it is over', async () => {
    const { clock, views } = await makeTokens();
    const { token, expiresAtMs } = await views.make(grant, 60_000);
    expect(expiresAtMs).toBe(clock.nowMs + 60_000);
    expect(await views.read(token)).toMatchObject({ ...grant, expiresAtMs });
    clock.nowMs += 60_000;
    expect(await views.read(token)).toBeUndefined();
  });

  it('is no session token, and a session token is no view token', async () => {
    const { views, sessions } = await makeTokens();
    const { token: view } = await views.make(grant, 60_000);
    expect(await sessions.read(view)).toBeUndefined();
    const principal: Principal = { ...grant, name: 'n', type: 'realtime', grant: {} };
    const wishes = { ttlMs: 60_000, connections: 1, fixed: { options: {} }, maxSessionMs: undefined };
    const { token: session } = await sessions.make(principal, wishes);
    expect(await sessions.read(session)).toBeDefined();
    expect(await views.read(session)).toBeUndefined();
  });

  it('is worth nothing once anything in it has been changed', async () => {
    const { views } = await makeTokens();
    const { token } = await views.make(grant, 60_000);
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = { ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as object), session: 's2' };
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'steno-view+jwt' })).toString('base64url');
    for (const wrong of [`${head}.${forged}.${signature}`, `${unsigned}.${body}.`, `${token}x`, 'a.b.c', '']) {
      expect(await views.read(wrong)).toBeUndefined();
    }
  });

  it('stays good when the signing key is replaced', async () => {
    const { clock, keys, views } = await makeTokens();
    const { token } = await views.make(grant, 86_400_000);
    await keys.rotate();
    clock.nowMs += 86_399_000;
    expect(await views.read(token)).toMatchObject(grant);
  });
});
