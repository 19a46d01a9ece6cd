import { checkoutDir } from './checkout.mjs';
import { installPackages } from './npm-packages.mjs';

/**
 * Runs `npm ci` when node_modules is not what package-lock.json asks for. Ends the process with npm's own words when
 * that fails.
 *
 * @returns {Promise<void>}
 */
export async function ensureInstalled() {
  const problem = await installPackages(checkoutDir, 'Installing the npm packages (npm ci)');
  if (problem === '') return;
  console.error(problem);
  console.error('\nThe npm packages could not be installed. Is the npm registry reachable from here?');
  process.exit(1);
}
