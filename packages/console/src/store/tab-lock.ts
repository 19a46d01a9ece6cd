/** What of Web Locks is used. */
export type LockPort = Pick<LockManager, 'request' | 'query'>;

const prefix = 'steno-session-';

/**
 * Holds a session for this tab, so that others know that it is being recorded; the browser lets go when the tab is closed.
 *
 * @param locks - undefined where the browser has none (pages that are not secure): then every tab is on its own.
 * @returns lets go; resolves once other tabs see that.
 */
export async function holdSession(locks: LockPort | undefined, id: string): Promise<() => Promise<void>> {
  if (locks === undefined) return () => Promise.resolve();
  let release = (): void => undefined;
  let released: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve) => {
    released = locks.request(prefix + id, () => {
      resolve();
      return new Promise<void>((end) => {
        release = end;
      });
    });
  });
  return async () => {
    release();
    await released;
  };
}

/** The sessions that are being recorded now, in whichever tab of this browser. */
export async function heldSessions(locks: LockPort | undefined): Promise<ReadonlySet<string>> {
  const { held = [] } = locks === undefined ? {} : await locks.query();
  return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) === true ? [name.slice(prefix.length)] : [])));
}

/** The browser's locks; undefined where it has none. */
export function browserLocks(): LockPort | undefined {
  return (navigator as Partial<Navigator>).locks;
}
