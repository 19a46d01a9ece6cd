import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { KeyStoreError } from './key-store-error.ts';

/** Chosen: far longer than a change of a small file takes, short enough to wait for at a keyboard. */
const staleAfterMs = 10_000;
const retryMs = 20;
/** Chosen: a little more than a lock can be stale, so that a left-over lock never makes a call fail. */
const giveUpAfterMs = staleAfterMs + 5_000;

/**
 * Runs `change` while no other process runs one for the same path. The lock is a file beside it,
 * created exclusively; one left by a process that ended is taken away after 10 s.
 *
 * @param path - the file that is changed; the lock is `<path>.lock`.
 * @throws KeyStoreError `file_locked` after 15 s, `file_unwritable` when no lock can be made; what
 *   `change` throws.
 */
export async function withFileLock<T>(path: string, change: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  await acquire(lock);
  try {
    return await change();
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string): Promise<void> {
  const deadline = performance.now() + giveUpAfterMs;
  while (!(await tryAcquire(lock))) {
    if (performance.now() > deadline) {
      throw new KeyStoreError('file_locked', `Another process is changing keys: ${lock} exists. Try again.`);
    }
    await removeStale(lock);
    await delay(retryMs);
  }
}

async function tryAcquire(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EEXIST') return false;
    throw new KeyStoreError('file_unwritable', `${lock} cannot be created: ${String(code)}.`, cause);
  }
}

async function removeStale(lock: string): Promise<void> {
  const before = await statOf(lock);
  if (before === undefined || Date.now() - before.mtimeMs < staleAfterMs) return;
  // Two processes may judge the same lock stale. Renaming it away shows which file was really taken:
  // when it is a fresh one, it goes back to its owner.
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch {
    // Somebody else was quicker, which is as good.
    return;
  }
  const taken = await statOf(aside);
  if (taken?.ino === before.ino) await rm(aside, { force: true });
  else await rename(aside, lock);
}

async function statOf(path: string): Promise<{ readonly ino: number; readonly mtimeMs: number } | undefined> {
  try {
    return await stat(path);
  } catch {
    // It went away in between, which means that it is not held any more.
    return undefined;
  }
}
