import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutDir } from './checkout.mjs';
import { installedLockFile, installPackages } from './npm-packages.mjs';

const folder = join(checkoutDir, 'packages', 'livekit');

/**
 * Installs what packages/livekit is built on, which is large and of no use to anything else, so that only those who
 * check or test that package wait for it.
 *
 * @returns {Promise<string>} why it is not there; else empty
 */
export async function ensureLivekit() {
  const problem = await installPackages(folder, 'Installing LiveKit Agents for packages/livekit (250 MB)');
  if (problem === '') return '';
  const [firstLine = ''] = problem.split('\n').filter((line) => !/^npm (?:error|ERR!) code/u.test(line));
  return `LiveKit Agents could not be installed: ${firstLine.replace(/^npm (?:error|ERR!)\s*/u, '')}`;
}

/**
 * Whether what packages/livekit is built on is there. Without it the package can be neither checked nor tested.
 *
 * @returns {boolean}
 */
export function hasLivekit() {
  return existsSync(installedLockFile(folder));
}
