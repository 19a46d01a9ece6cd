import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { checkoutDir, installedProgram } from './checkout.mjs';
import { run } from './run.mjs';

const deadlineMs = 2 * 60_000;
const folder = join(checkoutDir, 'packages', 'console');
const built = join(folder, 'dist');
/** What is compressed already, or too small to gain anything, stays as it is. */
const compressed = /\.(?:html|js|css|svg|json)$/u;
const leastBytes = 512;

/**
 * Builds the page of the console, from its sources and from the compiled client; with each file goes one compressed by
 * gzip and one by brotli, so that the server need not do it for each reader.
 *
 * @returns {Promise<{ code: number, output: string }>} the exit code and the words of the bundler
 */
export async function buildConsole() {
  if (await isUpToDate()) return { code: 0, output: '' };
  const result = await run(
    process.execPath,
    [
      installedProgram('vite/bin/vite.js'),
      'build',
      folder,
      '--config',
      join(folder, 'vite.config.ts'),
      '--logLevel',
      'warn',
    ],
    { deadlineMs },
  );
  if (result.code === 0) await compressFiles();
  return result;
}

/** @returns {Promise<void>} */
async function compressFiles() {
  for (const path of await filesBelow(built)) {
    if (!compressed.test(path)) continue;
    const bytes = await readFile(path);
    if (bytes.length < leastBytes) continue;
    await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
  }
}

/** @returns {Promise<boolean>} whether nothing that the page is made of is younger than the page */
async function isUpToDate() {
  const page = await stat(join(built, 'index.html')).catch(() => undefined);
  if (page === undefined) return false;
  const packages = join(checkoutDir, 'packages');
  const made = ['protocol', 'captions', 'audio', 'client'].map((name) => join(packages, name, 'dist'));
  const own = ['src', 'index.html', 'vite.config.ts', 'package.json'].map((name) => join(folder, name));
  const sources = [...made, ...own, join(checkoutDir, 'package-lock.json')];
  const times = await Promise.all(sources.map(newestBelow));
  return Math.max(...times) < page.mtimeMs;
}

/**
 * @param {string} path - of a file or a folder
 * @returns {Promise<number>} when the newest file was changed
 */
async function newestBelow(path) {
  const { mtimeMs } = await stat(path);
  const files = await filesBelow(path).catch(() => []);
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  return Math.max(mtimeMs, ...times);
}

/**
 * @param {string} path - of a folder
 * @returns {Promise<readonly string[]>} the files in it and below
 */
async function filesBelow(path) {
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
