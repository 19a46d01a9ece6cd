import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of its own for one test. */
export interface TemporaryDirectory {
  /** Absolute. */
  readonly path: string;
  /** Removes it with what is in it. */
  remove(): Promise<void>;
}

/** Makes an empty directory; the caller removes it. */
export async function makeTemporaryDirectory(): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'steno-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
