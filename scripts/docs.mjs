import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutDir, installedProgram } from './lib/checkout.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { ensureNode } from './lib/ensure-node.mjs';
import { run } from './lib/run.mjs';

/** Where the API reference is kept: Markdown that typedoc makes of the comments in the client's sources. */
const referenceDir = join(checkoutDir, 'docs', 'api');
const deadlineMs = 5 * 60_000;

ensureNode();
await ensureInstalled();
process.exitCode = process.argv.includes('--check') ? await check() : await write(referenceDir);

/**
 * @param {string} directory
 * @returns {Promise<number>} an exit code
 */
async function write(directory) {
  const typedoc = installedProgram('typedoc/bin/typedoc');
  const args = ['--options', join(checkoutDir, 'typedoc.json'), '--out', directory, '--logLevel', 'Warn'];
  const { code, output } = await run(process.execPath, [typedoc, ...args], { deadlineMs });
  if (code !== 0) console.error(output.trim());
  return code;
}

/** @returns {Promise<number>} an exit code: 0 when the reference says what the sources say */
async function check() {
  const directory = await mkdtemp(join(tmpdir(), 'steno-docs-'));
  try {
    const code = await write(directory);
    if (code !== 0) return code;
    const [kept, made] = [await contentOf(referenceDir), await contentOf(directory)];
    const names = new Set([...kept.keys(), ...made.keys()]);
    const different = [...names].filter((name) => kept.get(name) !== made.get(name));
    if (different.length === 0) return 0;
    console.error(`docs/api is not what the sources say: ${different.join(', ')}. Type: npm run docs`);
    return 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * @param {string} directory
 * @returns {Promise<Map<string, string>>} the text of each file by its path
 */
async function contentOf(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return new Map(files.map((file, index) => [file.slice(directory.length + 1), texts[index] ?? '']));
}
