import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkoutDir } from './lib/checkout.mjs';
import { ensureBuilt } from './lib/ensure-built.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { ensureNode } from './lib/ensure-node.mjs';

ensureNode();
await ensureInstalled();
await ensureBuilt(['.', 'bench']);

const main = join(checkoutDir, 'bench', 'dist', 'main.js');
process.argv.splice(1, process.argv.length, main, ...process.argv.slice(2));
await import(pathToFileURL(main).href);
