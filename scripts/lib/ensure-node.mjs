import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutDir } from './checkout.mjs';

/**
 * Ends the process with one sentence when this Node is older than package.json asks for.
 *
 * @returns {void}
 */
export function ensureNode() {
  const range = JSON.parse(readFileSync(join(checkoutDir, 'package.json'), 'utf8')).engines.node;
  if (isNewEnough(process.versions.node, range)) return;
  console.error(`Steno needs Node ${range.replace('>=', '')} or newer; this is Node ${process.versions.node}.`);
  console.error('Get a newer one from https://nodejs.org and type the command again.');
  process.exit(1);
}

/**
 * @param {string} version - such as 20.20.2
 * @param {string} range - a lower bound such as >=20.19
 * @returns {boolean}
 */
function isNewEnough(version, range) {
  const seen = version.split('.').map(Number);
  const wanted = range.replace('>=', '').split('.').map(Number);
  for (const [place, least] of wanted.entries()) {
    const number = seen[place] ?? 0;
    if (number !== least) return number > least;
  }
  return true;
}
