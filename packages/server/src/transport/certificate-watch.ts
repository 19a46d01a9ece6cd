import { stat } from 'node:fs/promises';
import type { Log } from '../log.ts';
import type { Clock } from '../session/ports.ts';
import { readTlsFiles, type TlsFiles, type TlsPaths } from './tls-files.ts';

/** What a certificate is watched with. */
export interface CertificateWatchParts {
  readonly paths: TlsPaths;
  /** In use now. */
  readonly files: TlsFiles;
  /** Takes a new pair into use; those that are connected keep the old one. */
  readonly apply: (files: TlsFiles) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * How often the files are looked at, in ms. Chosen: renewal comes days before expiry. Looking is two `stat` calls, and it
 * sees what events of the file system miss: links that are turned to another folder, and network file systems.
 */
export const certificateCheckMs = 5_000;

/**
 * Takes a renewed certificate into use while the server runs. Files that have changed are read once they were the same at
 * two looks, as certificate and key are seldom written in one moment. A pair that cannot be used changes nothing.
 */
export class CertificateWatch {
  readonly #parts: CertificateWatchParts;
  #files: TlsFiles;
  /** How the files looked when they were read last; undefined before the first look. */
  #read: string | undefined;
  /** How they looked at the look before. */
  #seen: string | undefined;
  #cancel: () => void = () => undefined;
  #isClosed = false;
  /** One after the other: a signal can come while the files are looked at. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: CertificateWatchParts) {
    this.#parts = parts;
    this.#files = parts.files;
  }

  /** Begins to look; resolves after the first look. */
  start(): Promise<void> {
    return this.#enqueue(async () => {
      this.#read = await this.#look();
      this.#seen = this.#read;
      this.#schedule();
    });
  }

  /** Reads the files now, whether they look changed or not. Resolves when that is done; a broken pair is logged. */
  reload(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#reload(await this.#look());
    });
  }

  /** Looks no more. Idempotent; resolves when no look is on its way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#work;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#cancel = this.#parts.clock.schedule(certificateCheckMs, () => {
      void this.#enqueue(async () => {
        await this.#check();
        this.#schedule();
      });
    });
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (!this.#isClosed) await work();
    });
    return this.#work;
  }

  async #check(): Promise<void> {
    const now = await this.#look();
    const isSettled = now === this.#seen;
    this.#seen = now;
    if (isSettled && now !== this.#read) await this.#reload(now);
  }

  async #reload(look: string): Promise<void> {
    const { paths, apply, log } = this.#parts;
    this.#read = look;
    this.#seen = look;
    try {
      const files = await readTlsFiles(paths);
      if (files.cert.equals(this.#files.cert) && files.key.equals(this.#files.key)) return;
      apply(files);
      this.#files = files;
      log.info({ expiresAt: new Date(files.expiresAtMs).toISOString() }, 'certificate reloaded');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const expiresAt = new Date(this.#files.expiresAtMs).toISOString();
      log.error({ reason, expiresAt }, 'certificate not reloaded, the one before stays in use');
    }
  }

  /** What tells a file from the one that was there before; of a link, of where it leads. */
  async #look(): Promise<string> {
    const { cert, key } = this.#parts.paths;
    const looks = await Promise.all(
      [cert, key].map(async (path) => {
        try {
          const { dev, ino, size, mtimeMs } = await stat(path);
          return [dev, ino, size, mtimeMs].join(':');
        } catch {
          // Not there, for the moment between the old and the new one: also a look that differs.
          return 'none';
        }
      }),
    );
    return looks.join(' ');
  }
}
