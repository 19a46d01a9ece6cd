import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import os from 'node:os';
import { codeOf } from './model-folder.ts';

/** Chosen: three times as long as the longest wait of a download by default, which is 20 s. */
const staleMs = 60_000;
/** Chosen: often enough that two touches may fail. */
const touchIntervalMs = 15_000;

/** A lock that is held. */
export interface DownloadLock {
  /** Gives the lock back. Idempotent. */
  release(): Promise<void>;
}

/**
 * Takes a lock between processes: a file that is touched while it is held. Two downloads of one model
 * would write into the same files. The caller releases it.
 *
 * A lock left behind by a process that died is taken over: at once when that process was on this machine,
 * else when it was not touched for 60 s.
 *
 * @param file - absolute path; its directory exists.
 * @returns undefined when another holds it.
 * @throws the file system's error when the file cannot be written.
 */
export async function takeDownloadLock(file: string): Promise<DownloadLock | undefined> {
  if (await createLockFile(file)) return holdLock(file);
  if (!(await isStale(file))) return undefined;
  // Renamed first: of several processes that find it stale, one succeeds.
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  await rm(aside, { force: true });
  return (await createLockFile(file)) ? holdLock(file) : undefined;
}

function holdLock(file: string): DownloadLock {
  const timer = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined); // The lock only becomes stale, which ends no download.
  }, touchIntervalMs);
  timer.unref();
  return {
    release: async () => {
      clearInterval(timer);
      await rm(file, { force: true });
    },
  };
}

async function createLockFile(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(`${process.pid} ${os.hostname()}\n`);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const [pid, host] = (await readFile(file, 'utf8')).trim().split(' ');
    // The own number says nothing: in a container every run of the server can have the same one.
    if (host === os.hostname() && Number(pid) !== process.pid && !isRunning(Number(pid))) return true;
    return Date.now() - (await stat(file)).mtimeMs > staleMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return true; // Not written yet: the age decides.
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
