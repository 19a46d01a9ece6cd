/**
 * Reads from the `details` of an error when the server lets one try again: browsers see no header `Retry-After`.
 *
 * @returns ms; undefined when the server did not say.
 */
export function retryAfterMsOf(details: unknown): number | undefined {
  if (typeof details !== 'object' || details === null || !('retry_after' in details)) return undefined;
  const seconds = details.retry_after;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
