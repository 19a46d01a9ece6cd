import { afterEach } from 'vitest';
import { startScriptedServer, type ScriptedHost, type TestServer, type TestServerOptions } from '@steno/testkit';
import { startServer } from '../../src/server.ts';

/**
 * Gives a function that starts servers of this package's sources over a scripted recognizer; they are
 * closed after each test.
 */
export function useScriptedServers(): (
  options?: Partial<TestServerOptions<ScriptedHost>>,
) => Promise<TestServer<ScriptedHost>> {
  const open: TestServer<ScriptedHost>[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });
  return async (options = {}) => {
    const server = await startScriptedServer({ start: startServer, ...options });
    open.push(server);
    return server;
  };
}
