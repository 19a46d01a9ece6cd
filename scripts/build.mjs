import { ensureBuilt } from './lib/ensure-built.mjs';

await ensureBuilt();
