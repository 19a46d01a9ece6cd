import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** How browsers are told what a file is, by the ending of its name. Files of other kinds are not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** How a file can be sent, the smallest first, by what stands behind the name of the file that holds it. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Chosen: a page of less than a megabyte is expected; what is more is no page of ours, and is kept in memory. */
const maxFiles = 500;
const maxBytes = 32 * 1024 * 1024;
/** Folders in folders. Chosen. */
const maxDepth = 4;

/** A way a file can be sent. */
export interface FileVariant {
  /** As `Content-Encoding` has it; `identity` for the file as it is. */
  readonly encoding: 'br' | 'gzip' | 'identity';
  readonly bytes: Uint8Array;
  /** Strong, with its quotes. */
  readonly etag: string;
}

/** A file of the console, in memory. */
export interface ConsoleFile {
  readonly contentType: string;
  /** The smallest first, `identity` last. */
  readonly variants: readonly FileVariant[];
}

/** The files of the console by their paths, for example `/assets/main-1a2b3c.js`. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

/** Why there is no console to serve. */
export class ConsoleFilesError extends Error {
  override readonly name = 'ConsoleFilesError';
}

/**
 * Reads the built files of the console, so that nothing that comes in a request ever names a file of this machine. Beside a
 * file there can be compressed ones, `main.js.br` and `main.js.gz`; links and hidden files are left out.
 *
 * @param directory - absolute path.
 * @throws ConsoleFilesError (as a rejection) when there is no `index.html` in it, or more than a console can have; the error
 *   of the system when it cannot be read.
 */
export async function readConsoleFiles(directory: string): Promise<ConsoleFiles> {
  const contents = new Map<string, Uint8Array>();
  await readFolder(directory, '', { contents, depth: 0 });
  if (!contents.has('/index.html')) throw new ConsoleFilesError(`There is no index.html in ${directory}.`);
  const files = new Map<string, ConsoleFile>();
  for (const [path, bytes] of contents) {
    const contentType = contentTypes[extname(path)];
    if (contentType === undefined) continue;
    const compressed = encodings.flatMap(([encoding, ending]) => {
      const found = contents.get(path + ending);
      return found === undefined ? [] : [variant(encoding, found)];
    });
    files.set(path, { contentType, variants: [...compressed, variant('identity', bytes)] });
  }
  return files;
}

interface Reading {
  readonly contents: Map<string, Uint8Array>;
  readonly depth: number;
}

async function readFolder(directory: string, path: string, { contents, depth }: Reading): Promise<void> {
  if (depth > maxDepth) throw tooMuch(directory, `folders more than ${maxDepth} deep`);
  const entries = await entriesOf(join(directory, path));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const entryPath = `${path}/${entry.name}`;
    if (entry.isDirectory()) await readFolder(directory, entryPath, { contents, depth: depth + 1 });
    if (!entry.isFile()) continue;
    if (contents.size >= maxFiles) throw tooMuch(directory, `more than ${maxFiles} files`);
    const full = join(directory, entryPath);
    const used = [...contents.values()].reduce((sum, { length }) => sum + length, 0);
    // Before it is read: a file can be larger than the memory.
    if (used + (await stat(full)).size > maxBytes) throw tooMuch(directory, `more than ${maxBytes} bytes`);
    contents.set(entryPath, await readFile(full));
  }
}

/** A folder that is missing has nothing in it. */
async function entriesOf(directory: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function variant(encoding: FileVariant['encoding'], bytes: Uint8Array): FileVariant {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 27);
  return { encoding, bytes, etag: `"${hash}"` };
}

function tooMuch(directory: string, what: string): ConsoleFilesError {
  return new ConsoleFilesError(`There are ${what} in ${directory}, which is no console.`);
}
