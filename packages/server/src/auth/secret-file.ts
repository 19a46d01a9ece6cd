import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withFileLock } from './file-lock.ts';
import { KeyStoreError } from './key-store-error.ts';

/** What a secret file is opened with. */
export interface SecretFileOptions<T> {
  /** Absolute path of a JSON file; it and its directory need not exist. */
  readonly path: string;
  /** What is in a file that does not exist. */
  readonly empty: T;
  /**
   * Reads the parsed JSON of the file.
   *
   * @throws KeyStoreError `file_broken`.
   */
  readonly parse: (value: unknown) => T;
  /** The value as JSON. */
  readonly toJson: (value: T) => unknown;
  /** Told once each time the file changed and cannot be used any more; what was known before stays in use. */
  readonly onProblem: (error: KeyStoreError) => void;
}

/** What is to be stored, and what the caller of {@link SecretFile.change} gets. */
export interface Change<T, R> {
  readonly value: T;
  readonly result: R;
}

/** A small JSON file that only its owner may read, changed by several processes and read by all of them. */
export class SecretFile<T> {
  readonly #options: SecretFileOptions<T>;
  #version: string | undefined;
  #value: T;
  #reported: string | undefined;

  /** @throws KeyStoreError `file_broken`. */
  constructor(options: SecretFileOptions<T>) {
    this.#options = options;
    this.#version = fileVersion(options.path);
    this.#value = this.#read();
  }

  /** What is stored now. One `stat` per call, a few microseconds; the file is read again only when it changed. */
  get value(): T {
    const { path, onProblem } = this.#options;
    try {
      const version = fileVersion(path);
      if (version !== this.#version) {
        this.#version = version;
        this.#value = this.#read();
        this.#reported = undefined;
      }
    } catch (error) {
      if (!(error instanceof KeyStoreError)) throw error;
      // Told once, not at every connection.
      if (error.message !== this.#reported) onProblem(error);
      this.#reported = error.message;
    }
    return this.#value;
  }

  /**
   * Changes what is stored, while no other process does.
   *
   * @throws KeyStoreError (as a rejection): one of the file's codes, or what `apply` throws.
   */
  async change<R>(apply: (stored: T) => Change<T, R>): Promise<R> {
    const { path, toJson } = this.#options;
    await makeDirectory(dirname(path));
    return withFileLock(path, async () => {
      const { value, result } = apply(this.#read());
      await replaceFile(path, `${JSON.stringify(toJson(value), null, 2)}\n`);
      this.#version = fileVersion(path);
      this.#value = value;
      return result;
    });
  }

  #read(): T {
    const { path, empty, parse } = this.#options;
    const text = readText(path);
    if (text === undefined) return empty;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new KeyStoreError('file_broken', `${path} is not JSON; restore it, or move it away.`, cause);
    }
    return parse(value);
  }
}

/**
 * Says which version of a file is there, so that a change by another process is seen. Each write
 * renames a new file into place, so the inode alone nearly tells; size and time close the gap.
 */
function fileVersion(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? undefined : [found.ino, found.size, found.mtimeNs].join(' ');
  } catch (cause) {
    throw new KeyStoreError('file_broken', `${path} cannot be read: ${describe(cause)}.`, cause);
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new KeyStoreError('file_broken', `${path} cannot be read: ${describe(cause)}.`, cause);
  }
}

/** A reader sees the old file or the new one, never half of one. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new KeyStoreError('file_unwritable', `${path} cannot be written: ${describe(cause)}.`, cause);
  }
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new KeyStoreError('file_unwritable', `${path} cannot be created: ${describe(cause)}.`, cause);
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
