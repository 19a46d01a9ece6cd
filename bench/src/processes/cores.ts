import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

/** Which core each side of a measurement has to itself; empty where nothing can be pinned. */
export interface Cores {
  readonly server: { readonly core?: number };
  readonly client: { readonly core?: number };
}

/** Core 0 for the server and core 1 for the load, if there are two and `taskset` is installed. */
export function separateCores(): Cores {
  const directories = (process.env['PATH'] ?? '').split(path.delimiter);
  const canPin = directories.some((directory) => existsSync(path.join(directory, 'taskset')));
  if (!canPin || availableParallelism() < 2) return { server: {}, client: {} };
  return { server: { core: 0 }, client: { core: 1 } };
}
