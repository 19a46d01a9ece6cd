/** How long a test waits for anything unless it says otherwise, in ms. */
export const defaultDeadlineMs = 8000;

/**
 * Waits for a promise, but not for ever.
 *
 * @param what - what is waited for; named in the error.
 * @param ms - default {@link defaultDeadlineMs}.
 * @throws rejects with Error when the time is over.
 */
export async function within<T>(promise: Promise<T>, what: string, ms: number = defaultDeadlineMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what} did not happen within ${ms} ms`));
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits until something is true that no event tells, asking again and again.
 *
 * @param what - what is waited for; named in the error.
 * @param ms - default {@link defaultDeadlineMs}.
 * @throws rejects with Error when the time is over.
 */
export async function until(isTrue: () => boolean, what: string, ms: number = defaultDeadlineMs): Promise<void> {
  const endMs = performance.now() + ms;
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error(`${what} did not become true within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
