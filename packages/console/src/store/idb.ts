/** Resolves with the result of a request; rejects with its error. */
export function resultOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('the request failed'));
    };
  });
}

/** Resolves once a transaction is durable; rejects with why it was given up. */
export function doneOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new DOMException('the transaction was given up', 'AbortError'));
    };
  });
}

/** How a database is opened. */
export interface DatabaseOptions {
  readonly factory: IDBFactory;
  readonly name: string;
  readonly version: number;
  /** Makes the stores of a new database; called inside the transaction of the upgrade. */
  readonly create: (database: IDBDatabase) => void;
  /** Another page wants a newer version: this one has to let go, and has done so. */
  readonly onReplaced: () => void;
}

/** Opens a database; rejects where the browser keeps nothing, or another page holds an older version. */
export function openDatabase({ factory, name, version, create, onReplaced }: DatabaseOptions): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, version);
    request.onupgradeneeded = () => {
      create(request.result);
    };
    request.onblocked = () => {
      reject(new DOMException('another page holds an older version', 'InvalidStateError'));
    };
    request.onerror = () => {
      reject(request.error ?? new Error('the database cannot be opened'));
    };
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = () => {
        database.close();
        onReplaced();
      };
      resolve(database);
    };
  });
}
