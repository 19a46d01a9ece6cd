import { existsSync } from 'node:fs';
import { findProgram, runProgram } from '@steno/client/programs';

/** How packages of Debian or Ubuntu can be installed here without asking anybody. */
export interface DebianInstaller {
  /** The packages and their wanted state as words for a user, for example `sudo apt-get install x`. */
  readonly describe: (packages: readonly string[]) => string;
  /**
   * Updates the lists and installs packages with what they need, without questions.
   *
   * @returns undefined when it worked, else the last line the program said.
   */
  readonly install: (packages: readonly string[], signal?: AbortSignal) => Promise<string | undefined>;
}

/** Chosen: a slow mirror may need minutes for 40 MB; a hanging one must not hang the start for ever. */
const aptTimeoutMs = 900_000;
const sudoTimeoutMs = 5_000;
const aptOptions = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20'];

/**
 * Finds out whether packages can be installed: on Debian or Ubuntu, as root or with a sudo that asks for no
 * password.
 *
 * @returns undefined when they cannot.
 */
export async function findDebianInstaller(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<DebianInstaller | undefined> {
  if (!existsSync('/etc/debian_version') || findProgram('apt-get', environment) === undefined) return undefined;
  const prefix = await rootPrefix(environment);
  if (prefix === undefined) return undefined;
  return {
    describe: (packages) => [...prefix.slice(0, 1), 'apt-get', 'install', ...packages].join(' '),
    install: (packages, signal) => install(prefix, packages, signal),
  };
}

/** The words before a command that make it run as root; undefined when nothing does without a password. */
async function rootPrefix(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  if (findProgram('sudo', environment) === undefined) return undefined;
  const tried = await runProgram('sudo', ['-n', 'true'], { timeoutMs: sudoTimeoutMs });
  return tried.exitCode === 0 ? ['sudo', '-n'] : undefined;
}

async function install(
  prefix: readonly string[],
  packages: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const run = async (args: readonly string[]): Promise<string | undefined> => {
    // `env` keeps the variable through sudo, which drops those it does not know.
    const [program = 'env', ...rest] = [
      ...prefix,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      ...aptOptions,
      ...args,
    ];
    const result = await runProgram(program, rest, { timeoutMs: aptTimeoutMs, signal });
    if (result.exitCode === 0) return undefined;
    return lastLine(result.stderr) ?? lastLine(result.stdout) ?? 'apt-get was stopped';
  };
  // Lists that cannot be renewed may still be good enough; the installation tells.
  const updateProblem = await run(['update']);
  const installProblem = await run(['install', '-y', '--no-install-recommends', ...packages]);
  return installProblem === undefined ? undefined : (updateProblem ?? installProblem);
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '');
}
