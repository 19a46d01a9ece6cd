import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeyStoreError } from '../../src/auth/key-store-error.ts';
import { openSigningKeys } from '../../src/auth/signing-keys.ts';
import { temporaryDirectory } from './temporary-directory.ts';

describe('the signing keys', () => {
  it('are made when they are needed, in a file that only its owner can read', async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'token-keys.json');
    const keys = openSigningKeys(directory);
    await expect(stat(path)).rejects.toThrow('ENOENT');
    const made = await keys.current();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(made.secret, 'base64url')).toHaveLength(32);
    expect(await keys.current()).toEqual(made);
  });

  it('are one, also when several processes need the first one at once', async () => {
    const directory = await temporaryDirectory();
    const made = await Promise.all(Array.from({ length: 8 }, () => openSigningKeys(directory).current()));
    expect(new Set(made.map((key) => key.id)).size).toBe(1);
  });

  it('are replaced by a rotation of another process; the one before is known until its tokens are over', async () => {
    const directory = await temporaryDirectory();
    let nowMs = Date.parse('2030-01-01T00:00:00Z');
    const running = openSigningKeys(directory, { now: () => nowMs });
    const old = await running.current();
    const made = await openSigningKeys(directory, { now: () => nowMs }).rotate();
    expect(await running.current()).toEqual(made);
    expect(running.find(old.id)?.secret).toBe(old.secret);
    nowMs += 86_400_000 + 59_000;
    expect(running.find(old.id)).toBeDefined();
    nowMs += 1_000;
    expect(running.find(old.id)).toBeUndefined();
    await running.rotate();
    expect(await readFile(join(directory, 'token-keys.json'), 'utf8')).not.toContain(old.secret);
  });

  it('are not used when others may read their file', async () => {
    const directory = await temporaryDirectory();
    await openSigningKeys(directory).current();
    await chmod(join(directory, 'token-keys.json'), 0o640);
    expect(() => openSigningKeys(directory)).toThrow(KeyStoreError);
    expect(() => openSigningKeys(directory)).toThrow('Others than its owner may read');
  });

  it.each(['not json', '[]', '{"version":1,"keys":[{"id":"a","secret":"short","createdAt":"2030-01-01"}]}'])(
    'are not taken from a broken file: %s',
    async (content) => {
      const directory = await temporaryDirectory();
      await writeFile(join(directory, 'token-keys.json'), content, { mode: 0o600 });
      expect(() => openSigningKeys(directory)).toThrow(join(directory, 'token-keys.json'));
    },
  );
});
