#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  console.error('steno is not built yet. In the checkout, type: npm ci && npm run build');
  process.exit(1);
}
await import(main.href);
