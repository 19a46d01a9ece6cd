import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { FakeClock, makeTemporaryDirectory } from '@steno/testkit';
import { onTestFinished } from 'vitest';
import { type LibsqlStore, openLibsqlStore } from '../../src/store/libsql-store.ts';
import type { NewSessionRecord, RecordStoreError } from '../../src/store/record-store.ts';
import type { SegmentText } from '../../src/transcript/transcript.ts';

export async function temporaryDirectory(): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}

export function sessionOf(sessionId: string, rest: Partial<NewSessionRecord> = {}): NewSessionRecord {
  return { sessionId, owner: 'ada', keyId: 'key', language: 'en-US', modelId: 'model', startedAtMs: 1000, ...rest };
}

export function finalOf(segment: number, text = `final ${segment}`): SegmentText {
  const words = [{ text, startSample: segment * 160, endSample: segment * 160 + 80, confidence: 0.1 + 0.2 }];
  const [startSample, endSample] = [segment * 160, segment * 160 + 80];
  return { segment, isFinal: true, text, startSample, endSample, language: 'en-US', words, confidence: 1 };
}

/** What a rejected promise was rejected with, by its code. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
  return 'no error';
}

export interface FileStore {
  readonly store: LibsqlStore;
  readonly path: string;
  readonly clock: FakeClock;
  readonly problems: RecordStoreError[];
  readonly recovered: number[];
}

/** Opens a store in a file with a clock that stands still; it is closed when the test ends. */
export async function openFileStore(path?: string, nowMs = 5000): Promise<FileStore> {
  const file = path ?? join(await temporaryDirectory(), 'records.db');
  const clock = new FakeClock();
  const problems: RecordStoreError[] = [];
  const recovered: number[] = [];
  const store = await openLibsqlStore({
    path: file,
    clock,
    now: () => nowMs + clock.nowMs(),
    usageRetentionMs: 400 * 86_400_000,
    retentionMs: 60_000,
    onProblem: (error) => problems.push(error),
    onRecovered: (interrupted) => recovered.push(interrupted),
  });
  onTestFinished(() => store.close());
  return { store, path: file, clock, problems, recovered };
}

/** A process that runs a fixture. */
export interface FixtureProcess {
  /** The lines it has told so far. */
  readonly lines: Readonly<Record<string, unknown>>[];
  kill(): void;
  /** Resolves when it has ended and all its lines are read. */
  readonly ended: Promise<void>;
}

/**
 * @param fileBlocks - the longest file it may write, in blocks of the shell's `ulimit -f`; default any.
 */
export function runFixture(name: string, dataDir: string, fileBlocks?: number): FixtureProcess {
  const fixture = fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
  const limit = fileBlocks === undefined ? '' : `trap '' XFSZ; ulimit -f ${fileBlocks};`;
  // The path of the data is no part of the script, whatever is in it.
  const child = spawn('sh', ['-c', `${limit} exec "$0" "$@"`, process.execPath, fixture, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines: Readonly<Record<string, unknown>>[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(JSON.parse(line) as Readonly<Record<string, unknown>>);
  });
  const ended = new Promise<void>((resolve) => {
    reader.on('close', () => {
      resolve();
    });
  });
  return { lines, kill: () => child.kill('SIGKILL'), ended };
}
