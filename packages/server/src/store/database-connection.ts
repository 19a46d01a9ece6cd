import type { Clock } from '../session/ports.ts';
import type { LibsqlDatabase } from './libsql-database.ts';
import { closeRecordDatabase, openRecordDatabase } from './record-database.ts';
import { RecordStoreError } from './record-store.ts';

/** How long after a vain attempt the next is made, in ms. Chosen: soon, and not with every final. */
const reopenAfterMs = 1_000;

/** What a connection works with. */
export interface DatabaseConnectionParts {
  readonly path: string;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  /** Called when the database cannot be opened: once for all attempts in a row that fail for the same reason. */
  readonly onProblem: (error: RecordStoreError) => void;
  /** Called when it has been opened, with how many records the server before left live. */
  readonly onOpen: (interrupted: number) => void;
}

/** The database, opened again when it could not be: a disk gets space, a directory its permissions. */
export class DatabaseConnection {
  readonly #parts: DatabaseConnectionParts;
  #database: LibsqlDatabase | undefined;
  #failure: RecordStoreError | undefined;
  #attemptedMs = 0;

  constructor(parts: DatabaseConnectionParts) {
    this.#parts = parts;
  }

  /**
   * Gives the open database. One call at a time.
   *
   * @throws RecordStoreError (as a rejection), the one of the attempt less than a second ago when there was one.
   */
  async connect(): Promise<LibsqlDatabase> {
    if (this.#database !== undefined) return this.#database;
    const { path, clock, now, onProblem, onOpen } = this.#parts;
    if (this.#failure !== undefined && clock.nowMs() - this.#attemptedMs < reopenAfterMs) throw this.#failure;
    try {
      const { database, interrupted } = await openRecordDatabase(path, now());
      this.#failure = undefined;
      this.#database = database;
      onOpen(interrupted);
      return database;
    } catch (error) {
      if (!(error instanceof RecordStoreError)) throw error;
      const before = this.#failure;
      this.#failure = error;
      this.#attemptedMs = clock.nowMs();
      if (before?.code !== error.code) onProblem(error);
      throw error;
    }
  }

  /** Closes the database when it is open. Nothing may be using it. @throws Error of the driver (as a rejection). */
  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    if (database !== undefined) await closeRecordDatabase(database);
  }
}
