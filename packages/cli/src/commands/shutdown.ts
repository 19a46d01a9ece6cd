import { orderShutdown } from '@steno/server';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from './context.ts';

/** The furthest moment that can be announced, in seconds: 24 days. */
const maxSeconds = 2_147_483;

/**
 * `steno shutdown`: tells the server of a data directory on this machine to end, now or at a later moment
 * that its clients are told of.
 *
 * @param inSeconds - as the command line has it; undefined for as soon as the sessions allow it.
 * @throws CliError (as a rejection) `usage`, or `not_running` when no server runs on that directory.
 */
export async function shutdownCommand(
  { dataDir, inSeconds }: { readonly dataDir: string; readonly inSeconds: string | undefined },
  { out }: CommandContext,
): Promise<void> {
  if (inSeconds !== undefined && (!/^\d{1,7}$/.test(inSeconds) || Number(inSeconds) > maxSeconds)) {
    throw new CliError(
      'usage',
      `--in is "${inSeconds}"; it must be a whole number of seconds from 0 to ${maxSeconds}.`,
    );
  }
  const status = await orderShutdown(dataDir, inSeconds === undefined ? undefined : Number(inSeconds) * 1000);
  if (status === undefined) {
    throw new CliError('not_running', `No server of this machine uses ${dataDir}; choose another with --data-dir.`);
  }
  const { sessions, shutdownAt } = status;
  out.line(`The server ends at ${shutdownAt?.toLocaleTimeString() ?? 'once'} at the latest; ${wordsFor(sessions)}.`);
}

function wordsFor(sessions: number): string {
  if (sessions === 0) return 'no session is live';
  return sessions === 1 ? '1 session is live and was told' : `${sessions} sessions are live and were told`;
}
