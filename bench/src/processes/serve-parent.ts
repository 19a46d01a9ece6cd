/** Answers one kind of request; its argument is what the benchmark's own parent sent. */
export type RequestHandler = (args: never) => unknown;

interface Request {
  readonly id: number;
  readonly request: string;
  readonly args?: unknown;
}

/**
 * Answers the requests of the process that started this one, until it lets go.
 *
 * @param handlers - one for each request; may return a promise.
 * @param close - called before the process ends.
 */
export function serveParent(handlers: Readonly<Record<string, RequestHandler>>, close: () => Promise<void>): void {
  const answer = async ({ id, request, args }: Request): Promise<void> => {
    try {
      if (request !== 'hello' && handlers[request] === undefined) throw new Error('no such request');
      // Both sides are of one version: the parent sends what the handler takes.
      const value = await handlers[request]?.(args as never);
      process.send?.({ id, value });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  process.on('message', (message) => {
    void answer(message as Request);
  });
  process.once('disconnect', () => {
    void close().finally(() => process.exit(0));
  });
}
