import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutDir } from './checkout.mjs';
import { installedLockFile, installPackages } from './npm-packages.mjs';

/** Where there is no registry, nobody is to wait for a minute to learn it. */
const impatient = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=2000'];
const folder = join(checkoutDir, 'packages', 'livekit');

/**
 * Installs what packages/livekit is built on, which is large and of no use to anything else, so that only those who
 * check or test that package wait for it.
 *
 * @returns {Promise<string>} why it is not there; else empty
 */
export async function ensureLivekit() {
  const title = 'Installing LiveKit Agents for packages/livekit (250 MB)';
  const problem = await installPackages(folder, title, impatient);
  if (problem === '') return '';
  const [, code = 'an error'] = /^npm error code (\S+)/mu.exec(problem) ?? [];
  return `LiveKit Agents could not be installed, npm ended with ${code}`;
}

/**
 * Whether what packages/livekit is built on is there. Without it the package can be neither checked nor tested.
 *
 * @returns {boolean}
 */
export function hasLivekit() {
  return existsSync(installedLockFile(folder));
}
