import { createHash } from 'node:crypto';
import { join } from 'node:path';

/**
 * Where a server takes orders from its own machine: a Unix socket in its data directory, which only the
 * owner of the directory can reach; on Windows a pipe named after the directory.
 *
 * @param dataDir - absolute.
 */
export function controlSocketPath(dataDir: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return join(dataDir, 'control.sock');
  return `\\\\.\\pipe\\steno-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
}
