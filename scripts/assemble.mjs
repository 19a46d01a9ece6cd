import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkoutDir } from './lib/checkout.mjs';
import { ensureBuilt } from './lib/ensure-built.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { ensureNode } from './lib/ensure-node.mjs';
import { run } from './lib/run.mjs';

/**
 * Puts what a server needs into an empty folder, and nothing else: the built command, the packages it uses, and the
 * dependencies of those, as the lock file has them. For images and for a place such as /opt/steno.
 *
 * @typedef {{ readonly name?: string, readonly dependencies?: Readonly<Record<string, string>> }} Manifest
 */

const command = '@steno/cli';
const deadlineMs = 10 * 60_000;
const [target, ...more] = process.argv.slice(2);

if (target === undefined || target.startsWith('-') || more.length > 0) {
  console.error('Name one folder: npm run assemble -- /opt/steno');
  process.exit(1);
}
ensureNode();
await ensureInstalled();
await ensureBuilt();
await assemble(resolve(target));

/**
 * @param {string} folder
 * @returns {Promise<void>}
 */
async function assemble(folder) {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    console.error(`${folder} is not empty; name another folder, or empty it.`);
    process.exit(1);
  }
  const workspaces = await readWorkspaces();
  const used = usedBy(command, workspaces);
  for (const name of ['package.json', 'package-lock.json', '.npmrc', 'LICENSE'])
    await cp(join(checkoutDir, name), join(folder, name));
  for (const [path] of workspaces) {
    // npm holds the lock file against all workspaces, also those that are not installed.
    await mkdir(join(folder, path), { recursive: true });
    await cp(join(checkoutDir, path, 'package.json'), join(folder, path, 'package.json'));
  }
  const args = [
    'ci',
    '--omit=dev',
    '--include-workspace-root=false',
    '--no-audit',
    '--no-fund',
    '--workspace',
    command,
  ];
  const { code, output } = await run('npm', args, { cwd: folder, deadlineMs });
  if (code !== 0) {
    console.error(output.trim());
    process.exit(1);
  }
  for (const [path, { name = '' }] of workspaces) {
    if (used.has(name)) await copyBuilt(path, folder);
    else await rm(join(folder, path), { recursive: true });
  }
  const root = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { name, version, license, type, engines } = root;
  const kept = { name, version, private: true, license, type, engines };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(kept, undefined, 2)}\n`);
  for (const name of ['package-lock.json', '.npmrc', join('node_modules', '.package-lock.json')])
    await rm(join(folder, name), { force: true });
  console.log(`Assembled in ${folder}; start it with: node ${join(folder, 'packages/cli/bin/steno.mjs')} serve`);
}

/**
 * @param {string} path - of a package, below the checkout
 * @param {string} folder
 * @returns {Promise<void>}
 */
async function copyBuilt(path, folder) {
  for (const part of ['dist', 'bin']) {
    await cp(join(checkoutDir, path, part), join(folder, path, part), {
      recursive: true,
      filter: (source) => !/\.(?:tsbuildinfo|d\.ts|d\.ts\.map)$/.test(source),
    }).catch((/** @type {NodeJS.ErrnoException} */ error) => {
      // Only the command has programs of its own.
      if (error.code !== 'ENOENT' || part !== 'bin') throw error;
    });
  }
}

/** @returns {Promise<ReadonlyMap<string, Manifest>>} each workspace's package.json by its path below the checkout */
async function readWorkspaces() {
  const lock = JSON.parse(await readFile(join(checkoutDir, 'package-lock.json'), 'utf8'));
  const paths = Object.keys(lock.packages).filter((path) => path !== '' && !path.includes('node_modules/'));
  /** @type {(path: string) => Promise<[string, Manifest]>} */
  const read = async (path) => [path, JSON.parse(await readFile(join(checkoutDir, path, 'package.json'), 'utf8'))];
  return new Map(await Promise.all(paths.map(read)));
}

/**
 * @param {string} wanted
 * @param {ReadonlyMap<string, Manifest>} workspaces
 * @returns {ReadonlySet<string>} the names of a workspace and of those it uses
 */
function usedBy(wanted, workspaces) {
  const byName = new Map([...workspaces.values()].map((manifest) => [manifest.name ?? '', manifest]));
  /** @type {Set<string>} */
  const used = new Set();
  const waiting = [wanted];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (used.has(name) || !byName.has(name)) continue;
    used.add(name);
    waiting.push(...Object.keys(byName.get(name)?.dependencies ?? {}));
  }
  return used;
}
