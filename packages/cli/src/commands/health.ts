import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type ConfigurationSources, parseConfiguration } from '@steno/server';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from './context.ts';

/** Chosen: an answer takes a millisecond; who has none after that long is not well. */
const timeoutMs = 5_000;

/** What listens everywhere is asked on this machine. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * `steno health`: asks the server of this machine whether it lives, at the address that its configuration says. For health
 * checks of containers and services.
 *
 * @param isReadyWanted - whether it must take new sessions, too.
 * @throws CliError (as a rejection) `not_running` when the answer is another one, or none.
 */
export async function healthCommand(
  sources: ConfigurationSources,
  isReadyWanted: boolean,
  { out }: Pick<CommandContext, 'out'>,
): Promise<void> {
  const { host, port, tlsCert } = parseConfiguration(sources);
  const where = {
    host: everywhere[host] ?? host,
    port,
    path: isReadyWanted ? '/readyz' : '/healthz',
    // The certificate is for the name that clients use, and this is no client: nothing secret is sent.
    rejectUnauthorized: false,
    agent: false,
    timeout: timeoutMs,
  };
  const status = await new Promise<number | string>((resolve) => {
    const asked = (tlsCert === undefined ? requestHttp : requestHttps)(where, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('timeout', () => {
      asked.destroy();
      resolve(`no answer within ${timeoutMs / 1000} s`);
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    asked.end();
  });
  if (status !== 200) {
    throw new CliError(
      'not_running',
      `${where.path} at port ${port} of ${where.host} does not answer 200, but ${status}.`,
    );
  }
  out.line(isReadyWanted ? 'ready' : 'healthy');
}
