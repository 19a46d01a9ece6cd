import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withProgress } from './progress.mjs';
import { run } from './run.mjs';

const deadlineMs = 15 * 60_000;
const shownErrorLines = 20;

/**
 * Runs `npm ci` in a folder when its node_modules is not what its package-lock.json asks for.
 *
 * @param {string} folder - absolute
 * @param {string} title - what is being done, for the line about its progress
 * @param {readonly string[]} [npmArgs] - more arguments of `npm ci`
 * @returns {Promise<string>} npm's own words when it failed; else empty
 */
export async function installPackages(folder, title, npmArgs = []) {
  const stampFile = join(folder, 'node_modules', '.cache', 'steno', 'installed');
  const stamp = wantedStamp(folder);
  if (existsSync(installedLockFile(folder)) && readIfThere(stampFile) === stamp) return '';
  if (!installedMatchesLock(folder)) {
    const { code, output } = await withProgress(title, () => runNpmCi(folder, npmArgs), { announce: true });
    // npm goes on with its usage; what is wrong stands at the top.
    if (code !== 0) return output.trim().split('\n').slice(0, shownErrorLines).join('\n') || `npm ended with ${code}`;
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
  return '';
}

/**
 * npm's own record of what it put into node_modules.
 *
 * @param {string} folder
 * @returns {string}
 */
export function installedLockFile(folder) {
  return join(folder, 'node_modules', '.package-lock.json');
}

/**
 * @param {string} folder
 * @param {readonly string[]} npmArgs
 * @returns {Promise<import('./run.mjs').RunResult>}
 */
function runNpmCi(folder, npmArgs) {
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...npmArgs];
  const npm = process.env['npm_execpath'];
  const options = { cwd: folder, deadlineMs };
  // npm names its own script in the environment of what it runs; on Windows `npm` alone cannot be started.
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...args], options) : run('npm', args, options);
}

/**
 * @param {string} folder
 * @returns {string} changes with the lock file and with what prebuilt binaries depend on
 */
function wantedStamp(folder) {
  const hash = createHash('sha256')
    .update(readFileSync(lockFile(folder)))
    .digest('hex');
  return `${hash} ${process.platform} ${process.arch}\n`;
}

/**
 * Recognises an install that somebody made with npm itself.
 *
 * @param {string} folder
 * @returns {boolean}
 */
function installedMatchesLock(folder) {
  const installedText = readIfThere(installedLockFile(folder));
  if (installedText === undefined) return false;
  const installed = JSON.parse(installedText).packages;
  const wanted = JSON.parse(readFileSync(lockFile(folder), 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/')) continue;
    const found = installed[path];
    if (found === undefined) {
      // Binaries for other systems are left out on purpose.
      if (entry.optional === true) continue;
      return false;
    }
    if (found.version !== entry.version || found.integrity !== entry.integrity) return false;
    if (!existsSync(join(folder, path))) return false;
  }
  return true;
}

/**
 * @param {string} folder
 * @returns {string}
 */
function lockFile(folder) {
  return join(folder, 'package-lock.json');
}

/**
 * @param {string} path
 * @returns {string | undefined}
 */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
