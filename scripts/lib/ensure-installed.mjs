import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkoutDir } from './checkout.mjs';
import { withProgress } from './progress.mjs';
import { run } from './run.mjs';

const lockFile = join(checkoutDir, 'package-lock.json');
/** npm's own record of what it put into node_modules. */
const installedLockFile = join(checkoutDir, 'node_modules', '.package-lock.json');
const stampFile = join(checkoutDir, 'node_modules', '.cache', 'steno', 'installed');
const shownErrorLines = 20;
const deadlineMs = 15 * 60_000;

/**
 * Runs `npm ci` when node_modules is not what package-lock.json asks for. Ends the process with npm's own words when
 * that fails.
 *
 * @returns {Promise<void>}
 */
export async function ensureInstalled() {
  const stamp = wantedStamp();
  if (existsSync(installedLockFile) && readIfThere(stampFile) === stamp) return;
  if (!installedMatchesLock()) {
    const { code, output } = await withProgress('Installing the npm packages (npm ci)', runNpmCi, { announce: true });
    if (code !== 0) {
      // npm goes on with its usage; what is wrong stands at the top.
      console.error(output.trim().split('\n').slice(0, shownErrorLines).join('\n'));
      console.error('\nThe npm packages could not be installed. Is the npm registry reachable from here?');
      process.exit(1);
    }
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** @returns {Promise<import('./run.mjs').RunResult>} */
function runNpmCi() {
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env['npm_execpath'];
  // npm names its own script in the environment of what it runs; on Windows `npm` alone cannot be started.
  return npm?.endsWith('.js')
    ? run(process.execPath, [npm, ...args], { deadlineMs })
    : run('npm', args, { deadlineMs });
}

/** @returns {string} changes with the lock file and with what prebuilt binaries depend on */
function wantedStamp() {
  const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  return `${hash} ${process.platform} ${process.arch}\n`;
}

/**
 * Recognises an install that somebody made with npm itself.
 *
 * @returns {boolean}
 */
function installedMatchesLock() {
  const installedText = readIfThere(installedLockFile);
  if (installedText === undefined) return false;
  const installed = JSON.parse(installedText).packages;
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/')) continue;
    const found = installed[path];
    if (found === undefined) {
      // Binaries for other systems are left out on purpose.
      if (entry.optional === true) continue;
      return false;
    }
    if (found.version !== entry.version || found.integrity !== entry.integrity) return false;
    if (!existsSync(join(checkoutDir, path))) return false;
  }
  return true;
}

/**
 * @param {string} path
 * @returns {string | undefined}
 */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
