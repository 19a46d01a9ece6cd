import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { makeTemporaryDirectory } from '@steno/testkit';
import { onTestFinished } from 'vitest';

/** What a built console may consist of. */
export const script = 'export const words = "spoken ".repeat(3);\n'.repeat(50);
export const page = '<!doctype html><title>Steno</title><script type="module" src="/assets/main-1a2b.js"></script>\n';

/** Writes files into a folder of their own, which goes with the test; tells where. */
export async function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return directory.path;
}

/** A folder with what a build leaves: a page, a script as it is and compressed, an icon. */
export function makeConsole(more: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  return makeFolder({
    'index.html': page,
    'assets/main-1a2b.js': script,
    'assets/main-1a2b.js.br': brotliCompressSync(script),
    'assets/main-1a2b.js.gz': gzipSync(script),
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    ...more,
  });
}
