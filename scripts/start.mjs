import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkoutDir } from './lib/checkout.mjs';
import { ensureBuilt } from './lib/ensure-built.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { ensureNode } from './lib/ensure-node.mjs';

ensureNode();
await ensureInstalled();
await ensureBuilt();

// The command takes over in this very process, so exit codes and signals need no relay.
const steno = join(checkoutDir, 'packages', 'cli', 'bin', 'steno.mjs');
process.argv.splice(1, process.argv.length, steno, 'start', ...process.argv.slice(2));
await import(pathToFileURL(steno).href);
