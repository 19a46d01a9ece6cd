import { existsSync, readFileSync } from 'node:fs';
import { withProgress } from './progress.mjs';
import { run } from './run.mjs';

const queryDeadlineMs = 20_000;
const installDeadlineMs = 10 * 60_000;
const lockTimeoutSeconds = 120;
const networkTimeoutSeconds = 20;

/**
 * Installs those of the given Debian packages that are missing, where that is possible without asking: on Debian or
 * Ubuntu, as root or with a sudo that wants no password.
 *
 * @param {readonly string[]} packages
 * @returns {Promise<{ missing: readonly string[], reason: string }>} what is still missing afterwards, and why
 */
export async function ensureDebianPackages(packages) {
  if (!isDebian()) return { missing: packages, reason: 'this is neither Debian nor Ubuntu' };
  const missing = await missingOf(packages);
  if (missing.length === 0) return { missing, reason: '' };
  const prefix = await rootPrefix();
  if (prefix === undefined) return { missing, reason: `type: sudo apt-get install ${missing.join(' ')}` };

  const title = `Installing the Debian packages ${missing.join(', ')}`;
  const { code, output } = await withProgress(title, () => install(prefix, missing), { announce: true });
  if (code === 0) return { missing: [], reason: '' };
  const words = output.split('\n').filter((line) => /^E:/u.test(line));
  const reason = words[0]?.slice(2).trim() ?? `apt-get ended with exit code ${String(code)}`;
  return { missing: await missingOf(packages), reason };
}

/** @returns {boolean} */
function isDebian() {
  if (!existsSync('/etc/os-release') || !existsSync('/usr/bin/apt-get')) return false;
  return /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/mu.test(readFileSync('/etc/os-release', 'utf8'));
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<readonly string[]>}
 */
async function missingOf(packages) {
  const format = '${Package} ${db:Status-Status}\\n';
  const { output } = await run('dpkg-query', ['-W', `-f=${format}`, ...packages], { deadlineMs: queryDeadlineMs });
  const lines = new Set(output.split('\n'));
  return packages.filter((name) => !lines.has(`${name} installed`));
}

/** @returns {Promise<readonly string[] | undefined>} what goes before a command to run it as root */
async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const { code } = await run('sudo', ['-n', 'true'], { deadlineMs: queryDeadlineMs });
  return code === 0 ? ['sudo', '-n'] : undefined;
}

/**
 * @param {readonly string[]} prefix
 * @param {readonly string[]} packages
 * @returns {Promise<import('./run.mjs').RunResult>}
 */
async function install(prefix, packages) {
  const aptGet = [
    ...prefix,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    `-oDPkg::Lock::Timeout=${String(lockTimeoutSeconds)}`,
    `-oAcquire::http::Timeout=${String(networkTimeoutSeconds)}`,
    `-oAcquire::https::Timeout=${String(networkTimeoutSeconds)}`,
    '-oAcquire::Retries=1',
    '-qq',
  ];
  // An update that fails in part still leaves lists that may be good enough: the install decides.
  await runFirst([...aptGet, 'update']);
  return runFirst([...aptGet, 'install', '--yes', '--no-install-recommends', ...packages]);
}

/**
 * @param {readonly string[]} words - the program and its arguments
 * @returns {Promise<import('./run.mjs').RunResult>}
 */
function runFirst([command = '', ...args]) {
  return run(command, args, { deadlineMs: installDeadlineMs });
}
