import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the built files of the console are; undefined when its package is not installed. They need not be built. */
export function consoleDirectory(): string | undefined {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve('@steno/console/package.json'))), 'dist');
  } catch {
    // A server without its page is one that was put together so.
    return undefined;
  }
}
