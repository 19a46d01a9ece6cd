import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { list, type ReadEntry } from 'tar';
import type { CatalogueEntry, CatalogueFile, CataloguePackage } from './catalogue-entry.ts';
import { tokensFromLlamaVocabulary } from './llama-vocabulary.ts';
import { ModelDownloadError } from './model-download-error.ts';
import { onDisk } from './on-disk.ts';

const publicRegistry = 'https://registry.npmjs.org/';

/** Chosen: the largest program that a vocabulary is looked for in. */
const maxProgramBytes = 16_000_000;

/**
 * Where the archive of a package is: at the registry that npm is set to (`npm_config_registry`), else the public one.
 *
 * @throws ModelDownloadError `unreachable` when the setting is no `http:` or `https:` URL; the message does not show it.
 */
export function archiveUrl(
  { name, version }: CataloguePackage,
  environment: Readonly<Record<string, string | undefined>>,
): URL {
  const given = environment['npm_config_registry'] ?? environment['NPM_CONFIG_REGISTRY'];
  const registry = given === undefined || given.trim() === '' ? publicRegistry : given.trim();
  const url = URL.canParse(registry) ? new URL(registry) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const message = 'The npm registry (npm_config_registry) is not set to an http: or https: URL.';
    throw new ModelDownloadError('unreachable', message, { retryable: false });
  }
  url.search = '';
  url.hash = '';
  const base = name.replace(/^@[^/]*\//, '');
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${name}/-/${base}-${version}.tgz`;
  return url;
}

/**
 * The environment to reach the registry with: the proxy that npm is set to comes before that of other programs.
 */
export function registryEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const {
    npm_config_proxy: proxy,
    npm_config_https_proxy: httpsProxy = proxy,
    npm_config_noproxy: noProxy,
  } = environment;
  return {
    ...environment,
    ...(proxy === undefined ? {} : { http_proxy: proxy }),
    ...(httpsProxy === undefined ? {} : { https_proxy: httpsProxy }),
    ...(noProxy === undefined ? {} : { no_proxy: noProxy }),
  };
}

/**
 * Takes the files of a model out of the archive of its package. They still have to be checked.
 *
 * @param archive - absolute path; checked already.
 * @param folder - absolute path of the folder to write into; what is there is replaced.
 * @throws ModelDownloadError `hash_mismatch` when a file is not in the archive, `disk` when it cannot be written.
 */
export async function unpackModel(entry: CatalogueEntry, archive: string, folder: string): Promise<void> {
  const contents = await readMembers(entry.files, archive);
  for (const file of entry.files) {
    const content = contentOf(file, contents.get(pathOf(file)));
    if (content === undefined) {
      throw new ModelDownloadError('hash_mismatch', `${archive} does not hold ${pathOf(file)} as the catalogue says.`, {
        retryable: false,
      });
    }
    const target = path.join(folder, file.name);
    await onDisk(target, async () => {
      // Removed first: what an earlier call left may be a link.
      await rm(target, { force: true });
      await writeFile(target, content, { flush: true });
    });
  }
}

async function readMembers(files: readonly CatalogueFile[], archive: string): Promise<ReadonlyMap<string, Buffer>> {
  const largest = new Map(files.map((file) => [pathOf(file), file.made === undefined ? file.bytes : maxProgramBytes]));
  const reading: Promise<readonly [string, Buffer]>[] = [];
  await onDisk(archive, () =>
    list({
      file: archive,
      strict: true,
      onReadEntry: (member: ReadEntry) => {
        if (member.size > (largest.get(member.path) ?? -1)) return;
        reading.push(member.concat().then((content) => [member.path, Buffer.from(content)] as const));
      },
    }),
  );
  return new Map(await Promise.all(reading));
}

function contentOf(file: CatalogueFile, member: Buffer | undefined): Buffer | string | undefined {
  if (member === undefined || file.made === undefined) return member;
  return tokensFromLlamaVocabulary(member.toString('utf8'));
}

function pathOf(file: CatalogueFile): string {
  return file.path ?? file.name;
}
