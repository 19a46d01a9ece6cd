import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The absolute path of the checkout. */
export const checkoutDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * The absolute path of the program of an installed npm package.
 *
 * @param {string} path - below node_modules, with forward slashes
 * @returns {string}
 */
export function installedProgram(path) {
  return join(checkoutDir, 'node_modules', ...path.split('/'));
}
