import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type IssuerTokens, openIssuerTokens } from '../../src/auth/issuer-tokens.ts';
import {
  audienceName,
  issuerName,
  issuerToken,
  type KeySetServer,
  makeIssuerKey,
  startKeySetServer,
} from './key-set-server.ts';
import { temporaryDirectory } from './temporary-directory.ts';

async function reader(
  keys: KeySetServer | string,
  options: { readonly cooldownMs?: number; readonly ownerClaim?: string; readonly problems?: string[] } = {},
): Promise<IssuerTokens> {
  const { cooldownMs, ownerClaim = 'sub', problems = [] } = options;
  return openIssuerTokens({
    settings: {
      issuer: issuerName,
      audience: audienceName,
      keys: typeof keys === 'string' ? keys : keys.url,
      ownerClaim,
    },
    now: Date.now,
    onProblem: (reason) => void problems.push(reason),
    ...(cooldownMs === undefined ? {} : { cooldownMs }),
  });
}

describe('a token of an issuer', () => {
  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('signed with %s names its owner', async (algorithm) => {
    const key = await makeIssuerKey('k', algorithm);
    const tokens = await reader(await startKeySetServer(key));
    expect(await tokens.read(await issuerToken(key))).toMatchObject({
      owner: 'issuer:ann',
      keyId: 'issuer',
      kind: 'issuer_token',
      type: 'realtime',
    });
  });

  it('names its owner in the claim that the operator chose', async () => {
    const key = await makeIssuerKey('k');
    const tokens = await reader(await startKeySetServer(key), { ownerClaim: 'email' });
    expect((await tokens.read(await issuerToken(key, { email: 'ann@example.org' })))?.owner).toBe(
      'issuer:ann@example.org',
    );
    expect(await tokens.read(await issuerToken(key))).toBeUndefined();
    for (const email of ['', 7, ['a'], 'x'.repeat(201)]) {
      expect(await tokens.read(await issuerToken(key, { email }))).toBeUndefined();
    }
  });

  const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;
  it.each<readonly [string, () => Record<string, unknown>]>([
    ['without an expiry', () => ({ exp: undefined })],
    ['that expired more than 30 s ago', () => ({ exp: inSeconds(-60) })],
    ['that is not valid yet', () => ({ nbf: inSeconds(90) })],
    ['that was issued in the future', () => ({ iat: inSeconds(90) })],
    ['of another issuer', () => ({ iss: 'https://evil.example' })],
    ['without an issuer', () => ({ iss: undefined })],
    ['for somebody else', () => ({ aud: 'other.example' })],
    ['for nobody', () => ({ aud: undefined })],
    ['without an owner', () => ({ sub: undefined })],
  ])('%s is refused', async (_what, claims) => {
    const key = await makeIssuerKey('k');
    const problems: string[] = [];
    const tokens = await reader(await startKeySetServer(key), { problems });
    expect(await tokens.read(await issuerToken(key, claims()))).toBeUndefined();
    expect(problems).toEqual([]);
  });

  it.each([
    ['expired 20 s ago', () => ({ exp: inSeconds(-20) })],
    ['valid in 10 s', () => ({ nbf: inSeconds(10) })],
    ['issued in 10 s', () => ({ iat: inSeconds(10) })],
  ])('by a clock that is a little off, %s, is good', async (_what, claims) => {
    const key = await makeIssuerKey('k');
    const tokens = await reader(await startKeySetServer(key));
    expect(await tokens.read(await issuerToken(key, claims()))).toBeDefined();
  });

  it('of a key that is new is good once the set has been looked at again, which is not done for every one', async () => {
    const [old, fresh, unknown] = [await makeIssuerKey('old'), await makeIssuerKey('fresh'), await makeIssuerKey('x')];
    const set = await startKeySetServer(old);
    const eager = await reader(set, { cooldownMs: 0 });
    expect(await eager.read(await issuerToken(old))).toBeDefined();
    set.keys.push(fresh.jwk);
    expect(await eager.read(await issuerToken(fresh))).toBeDefined();
    const calm = await reader(set);
    await calm.read(await issuerToken(old));
    const before = set.requests();
    const foreign = await issuerToken(unknown);
    await Promise.all(Array.from({ length: 20 }, () => calm.read(foreign)));
    expect(set.requests()).toBe(before);
  });

  it('does not make many requests for the set when many tokens come at once', async () => {
    const key = await makeIssuerKey('k');
    const set = await startKeySetServer(key);
    const tokens = await reader(set);
    const token = await issuerToken(key);
    const read = await Promise.all(Array.from({ length: 20 }, () => tokens.read(token)));
    expect(read.every((found) => found?.owner === 'issuer:ann')).toBe(true);
    expect(set.requests()).toBe(1);
  });

  it.each<readonly [string, (set: KeySetServer) => void]>([
    ['answers with an error', (set) => (set.status = 500)],
    ['answers with no key set', (set) => (set.body = '{"keys":7}')],
    ['answers with no JSON', (set) => (set.body = 'hello')],
    [
      'answers with more than a key set can have',
      (set) => (set.body = JSON.stringify({ keys: [], x: 'x'.repeat(1_100_000) })),
    ],
  ])('is refused while the issuer %s, which the operator is told; then it is good', async (_what, spoil) => {
    const key = await makeIssuerKey('k');
    const set = await startKeySetServer(key);
    const problems: string[] = [];
    const tokens = await reader(set, { problems, cooldownMs: 0 });
    spoil(set);
    const token = await issuerToken(key);
    expect(await tokens.read(token)).toBeUndefined();
    expect(problems).toHaveLength(1);
    set.status = 200;
    set.body = undefined;
    expect(await tokens.read(token)).toBeDefined();
  });

  it('is read with the keys in a file', async () => {
    const key = await makeIssuerKey('k');
    const path = join(await temporaryDirectory(), 'keys.json');
    await writeFile(path, JSON.stringify({ keys: [key.jwk] }));
    expect(await (await reader(path)).read(await issuerToken(key))).toBeDefined();
    await writeFile(path, '{"keys":7}');
    await expect(reader(path)).rejects.toThrow();
  });
});
