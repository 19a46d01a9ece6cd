import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { network, streamingMetadata } from './network-content.ts';

/** Makes a folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'steno-models-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Writes files below a folder.
 *
 * @param files - path to content; folders in between are made.
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** What a list of two tokens is. */
export const tokens = '<blk> 0\na 1\n';

/** The files of a streaming transducer in a folder of that name, as small as they can be. */
export function transducer(folder: string): Record<string, string | Buffer> {
  const files = {
    'encoder.int8.onnx': network(streamingMetadata),
    'decoder.onnx': network(),
    'joiner.int8.onnx': network(),
    'tokens.txt': tokens,
  };
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [path.join(folder, name), content]));
}

/** Runs an operation without the rights of root, which may read and write everything. */
export async function asOrdinaryUser<Result>(operation: () => Promise<Result>): Promise<Result> {
  const { geteuid, seteuid } = process;
  if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) return operation();
  seteuid(65_534); // nobody
  try {
    return await operation();
  } finally {
    seteuid(0);
  }
}
