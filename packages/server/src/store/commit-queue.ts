import type { Clock } from '../session/ports.ts';
import type { LibsqlDatabase } from './libsql-database.ts';
import { RecordStoreError } from './record-store.ts';
import { storeFailure } from './store-failure.ts';

/** Something to do in a transaction. */
export interface Operation<T> {
  /** Changes the database with one statement at most, so that it happens as a whole. May be called again after a failure. */
  readonly run: (database: LibsqlDatabase) => Promise<T>;
  /** Whether it deleted something, which must not stay readable in the file. */
  readonly hasErased?: (value: T) => boolean;
}

/** What a queue works with. */
export interface CommitQueueParts {
  /** The database file; named in errors. */
  readonly path: string;
  /** Gives the open database; rejects while there is none. */
  readonly connect: () => Promise<LibsqlDatabase>;
  readonly clock: Clock;
}

/** Chosen: 2.5 s of work on a disk that takes 25 ms to commit; at the rate of speech, the finals of 30,000 sessions. */
export const maxWaitingOperations = 10_000;

/**
 * Operations in one transaction. Measured: 100 inserts of finals hold the event loop for less than 3 ms, and more of
 * them make a transaction longer without making it cheaper.
 */
const maxBatch = 100;

interface Waiting {
  /** Does it, and says what is to be done once that is durable. */
  readonly run: (database: LibsqlDatabase) => Promise<Done>;
  readonly reject: (error: RecordStoreError) => void;
}

interface Done {
  readonly settle: () => void;
  readonly hasErased: boolean;
}

/**
 * Carries out operations in their order, those that came while the disk was busy together in one transaction: a
 * disk commits some hundred times a second, whatever is in each. A failing operation fails alone.
 */
export class CommitQueue {
  readonly #parts: CommitQueueParts;
  readonly #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #isClosed = false;
  /** True while something deleted may be readable in the write-ahead log. */
  #owesCheckpoint = false;

  constructor(parts: CommitQueueParts) {
    this.#parts = parts;
  }

  /** Operations that wait for the disk. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Carries out an operation.
   *
   * @returns its result, once it is durable.
   * @throws RecordStoreError (as a rejection) when nothing of it has happened; `store_unavailable` at once when
   *   {@link maxWaitingOperations} wait.
   */
  submit<T>(operation: Operation<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(unavailable('the store is closed'));
    if (this.#waiting.length >= maxWaitingOperations) {
      return Promise.reject(unavailable(`${maxWaitingOperations} operations wait for the disk`));
    }
    return new Promise<T>((resolve, reject) => {
      const run = async (database: LibsqlDatabase): Promise<Done> => {
        const value = await operation.run(database);
        return {
          settle: () => {
            resolve(value);
          },
          hasErased: operation.hasErased?.(value) ?? false,
        };
      };
      this.#waiting.push({ run, reject });
      this.#working ??= this.#work();
    });
  }

  /**
   * Takes no more, and waits for what was taken.
   *
   * @param deadlineMs - what waits then is rejected.
   * @returns false when the deadline came first: the disk has not answered, and the database may still be in use.
   */
  async close(deadlineMs: number): Promise<boolean> {
    this.#isClosed = true;
    let cancel: () => void = () => undefined;
    const late = new Promise<false>((resolve) => {
      cancel = this.#parts.clock.schedule(deadlineMs, () => {
        resolve(false);
      });
    });
    const done = (this.#working ?? Promise.resolve()).then(() => true as const);
    const isDone = await Promise.race([done, late]);
    cancel();
    rejectAll(this.#waiting.splice(0), unavailable(`the disk has not answered for ${deadlineMs} ms`));
    return isDone;
  }

  async #work(): Promise<void> {
    // What is asked for in the same turn of the event loop goes together from the first.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#carryOut(this.#waiting.splice(0, maxBatch));
    this.#working = undefined;
  }

  /** Never throws: every operation is settled. */
  async #carryOut(batch: readonly Waiting[]): Promise<void> {
    let database: LibsqlDatabase;
    try {
      database = await this.#parts.connect();
    } catch (error) {
      rejectAll(batch, storeFailure(error, this.#parts.path));
      return;
    }
    const failure = await this.#commit(database, batch);
    if (failure === undefined) return;
    const [first, ...others] = batch;
    if (first === undefined || others.length === 0) {
      rejectAll(batch, failure);
      return;
    }
    // The whole transaction is gone; each has another chance without its neighbours.
    for (const one of batch) {
      const ownFailure = await this.#commit(database, [one]);
      if (ownFailure !== undefined) one.reject(ownFailure);
    }
  }

  /** @returns why nothing of it has happened; undefined when all are settled. */
  async #commit(database: LibsqlDatabase, batch: readonly Waiting[]): Promise<RecordStoreError | undefined> {
    const { path } = this.#parts;
    const done: Done[] = [];
    const failed: (() => void)[] = [];
    try {
      // Not IMMEDIATE, which a database that refuses writes refuses even for reading; nobody else is there to wait for.
      await database.exec('BEGIN');
      for (const { run, reject } of batch) {
        try {
          done.push(await run(database));
        } catch (error) {
          // A full disk ends the transaction, a statement that is refused only itself.
          if (!database.isInTransaction) throw error;
          failed.push(() => {
            reject(storeFailure(error, path));
          });
        }
      }
      await database.exec('COMMIT');
    } catch (error) {
      await rollBack(database);
      return storeFailure(error, path);
    }
    if (done.some(({ hasErased }) => hasErased)) this.#owesCheckpoint = true;
    if (this.#owesCheckpoint) await this.#checkpoint(database);
    for (const { settle } of done) settle();
    for (const fail of failed) fail();
    return undefined;
  }

  /** Takes what was deleted out of the write-ahead log. */
  async #checkpoint(database: LibsqlDatabase): Promise<void> {
    try {
      await database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      this.#owesCheckpoint = false;
    } catch {
      // What was committed is safe without it; it is owed, and tried again after the next transaction.
    }
  }
}

async function rollBack(database: LibsqlDatabase): Promise<void> {
  if (!database.isInTransaction) return;
  try {
    await database.exec('ROLLBACK');
  } catch {
    // The failure that made it necessary is the one to tell; the next BEGIN fails while this one lasts.
  }
}

function rejectAll(batch: readonly Waiting[], error: RecordStoreError): void {
  for (const { reject } of batch) reject(error);
}

function unavailable(text: string): RecordStoreError {
  return new RecordStoreError('store_unavailable', text);
}
