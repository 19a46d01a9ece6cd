import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findModels } from '../../src/models/discovery.ts';
import { downloadModel, type DownloadProgress } from '../../src/models/download.ts';
import type { ModelDownloadError } from '../../src/models/model-download-error.ts';
import { serveContent, startLoopbackServer } from './loopback-server.ts';
import { asOrdinaryUser, temporaryFolder, writeFiles } from './temporary-folder.ts';
import { contentOf, contents, entryAt, expectFailure, failureOf, into, totalBytes } from './test-model.ts';

describe('a download', () => {
  test('installs a model that a search finds, with its description', async () => {
    const directory = path.join(await temporaryFolder(), 'cache', 'models');
    const server = await startLoopbackServer((request, response) => {
      serveContent(request, response, contentOf(request));
    });
    const entry = entryAt(`${server.url}/repository/`);
    const model = await downloadModel(entry, into(directory));

    expect(await findModels([directory])).toEqual({ models: [model], rejected: [] });
    expect(model).toMatchObject({
      modelId: 'test-de',
      languages: ['de'],
      languagesAreDeclared: true,
      engine: 'sherpa',
    });
    expect(await readdir(directory)).toEqual(['test-de']);
    for (const [name, content] of Object.entries(contents)) {
      expect(content.equals(await readFile(path.join(directory, 'test-de', name)))).toBe(true);
    }
    expect(JSON.parse(await readFile(path.join(directory, 'test-de', 'model.json'), 'utf8'))).toEqual({
      kind: 'transducer',
      languages: ['de'],
      files: {
        encoder: 'encoder.int8.onnx',
        decoder: 'decoder.onnx',
        joiner: 'joiner.int8.onnx',
        tokens: 'tokens.txt',
      },
      sums: Object.fromEntries(entry.files.map(({ name, bytes, sha256 }) => [name, { bytes, sha256 }])),
      source: `${server.url}/repository/`,
      licence: 'Apache-2.0',
    });
  });

  test('takes each file from <mirror>/<model>/<file> when there is a mirror', async () => {
    const server = await startLoopbackServer((request, response) => {
      serveContent(request, response, contentOf(request));
    });
    const entry = entryAt('https://unused.invalid/');
    await downloadModel(entry, { ...into(await temporaryFolder()), baseUrl: `${server.url}/mirror/` });
    expect(server.requests).toEqual(Object.keys(contents).map((name) => `GET /mirror/test-de/${name}`));
  });

  test('follows a redirection', async () => {
    const server = await startLoopbackServer((request, response) => {
      if (request.url?.startsWith('/there/') === true) serveContent(request, response, contentOf(request));
      else response.writeHead(302, { location: `/there${request.url ?? ''}` }).end();
    });
    const model = await downloadModel(entryAt(`${server.url}/`), into(await temporaryFolder()));
    expect(model.modelId).toBe('test-de');
  });

  test('tells progress that never falls and ends at the total', async () => {
    const server = await startLoopbackServer((request, response) => {
      serveContent(request, response, contentOf(request));
    });
    const seen: DownloadProgress[] = [];
    await downloadModel(entryAt(`${server.url}/`), {
      ...into(await temporaryFolder()),
      onProgress: (progress) => seen.push(progress),
    });
    const bytes = seen.map((progress) => progress.receivedBytes);
    expect(bytes).toEqual([...bytes].sort((left, right) => left - right));
    expect(seen.every((progress) => progress.totalBytes === totalBytes)).toBe(true);
    expect(bytes[0]).toBe(0);
    expect(bytes.at(-1)).toBe(totalBytes);
    expect(bytes.length).toBeGreaterThan(4);
  });

  test('of a model that is installed asks no server', async () => {
    const directory = await temporaryFolder();
    const server = await startLoopbackServer((request, response) => {
      serveContent(request, response, contentOf(request));
    });
    const entry = entryAt(`${server.url}/`);
    const first = await downloadModel(entry, into(directory));
    expect(await downloadModel(entry, into(directory))).toEqual(first);
    expect(server.requests.length).toBe(4);
  });

  test('never replaces a folder that holds something else', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, { 'test-de/encoder.int8.onnx': 'mine' });
    const error = await expectFailure(downloadModel(entryAt('http://127.0.0.1:9/'), into(directory)), 'disk');
    expect(error.message).toContain('encoder.int8.onnx is not that of the catalogue. Move the folder away');
    expect(await readFile(path.join(directory, 'test-de', 'encoder.int8.onnx'), 'utf8')).toBe('mine');
  });

  test('does not install what else lies in the folder of an earlier download', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, { '.partial-test-de/encoder.onnx': 'never checked' });
    const server = await startLoopbackServer((request, response) => {
      serveContent(request, response, contentOf(request));
    });
    await downloadModel(entryAt(`${server.url}/`), into(directory));
    expect(await readdir(path.join(directory, 'test-de'))).not.toContain('encoder.onnx');
  });
});

describe('a download that broke off', () => {
  /** Sends the first 100,000 bytes of the encoder and hangs up, once. */
  async function startBreakingServer(): Promise<Awaited<ReturnType<typeof startLoopbackServer>>> {
    let hasBroken = false;
    return startLoopbackServer((request, response) => {
      if (hasBroken) {
        serveContent(request, response, contentOf(request));
        return;
      }
      hasBroken = true;
      const content = contentOf(request);
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 100_000), () => response.destroy());
    });
  }

  test('shows no model, and the next one goes on where it ended', async () => {
    const directory = await temporaryFolder();
    const server = await startBreakingServer();
    const entry = entryAt(`${server.url}/`);
    const error = await expectFailure(downloadModel(entry, into(directory)), 'unreachable');
    expect(error.retryable).toBe(true);
    expect(error.message).toContain('Try again; what has arrived is kept.');
    expect(await findModels([directory])).toEqual({ models: [], rejected: [] });

    const kept = (await readFile(path.join(directory, '.partial-test-de', 'encoder.int8.onnx'))).length;
    expect(kept).toBeGreaterThan(0);
    const bytes: number[] = [];
    await downloadModel(entry, { ...into(directory), onProgress: ({ receivedBytes }) => bytes.push(receivedBytes) });
    expect(server.requests[1]).toBe(`GET /encoder.int8.onnx from ${kept}`);
    expect(bytes[0]).toBe(kept);
    expect((await findModels([directory])).models.length).toBe(1);
  });

  test('starts the file again when what was kept is wrong', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, { '.partial-test-de/encoder.int8.onnx': 'x'.repeat(1000) });
    const server = await startLoopbackServer((request, response) => {
      serveContent(request, response, contentOf(request));
    });
    const bytes: number[] = [];
    await downloadModel(entryAt(`${server.url}/`), {
      ...into(directory),
      onProgress: ({ receivedBytes }) => bytes.push(receivedBytes),
    });
    expect(server.requests.slice(0, 2)).toEqual(['GET /encoder.int8.onnx from 1000', 'GET /encoder.int8.onnx']);
    expect(bytes).toEqual([...bytes].sort((left, right) => left - right));
    expect((await findModels([directory])).models.length).toBe(1);
  });

  test.each([
    ['ignores the Range', 200],
    ['refuses the Range', 416],
  ])('starts the file again when the server %s', async (_what, status) => {
    const directory = await temporaryFolder();
    const encoder = contents['encoder.int8.onnx'] ?? Buffer.alloc(0);
    await mkdir(path.join(directory, '.partial-test-de'));
    await writeFile(path.join(directory, '.partial-test-de', 'encoder.int8.onnx'), encoder.subarray(0, 5000));
    const server = await startLoopbackServer((request, response) => {
      if (status === 416 && request.headers.range !== undefined) {
        response.writeHead(416).end();
        return;
      }
      delete request.headers.range;
      serveContent(request, response, contentOf(request));
    });
    await downloadModel(entryAt(`${server.url}/`), into(directory));
    expect((await findModels([directory])).models.length).toBe(1);
  });

  test('needs no server for files that are complete', async () => {
    const directory = await temporaryFolder();
    const server = await startLoopbackServer((request, response) => {
      serveContent(request, response, contentOf(request));
    });
    await mkdir(path.join(directory, '.partial-test-de'));
    for (const name of ['encoder.int8.onnx', 'decoder.onnx', 'joiner.int8.onnx']) {
      await writeFile(path.join(directory, '.partial-test-de', name), contents[name] ?? '');
    }
    await downloadModel(entryAt(`${server.url}/`), into(directory));
    expect(server.requests).toEqual(['GET /tokens.txt']);
  });
});

describe('two downloads of one model', () => {
  test('do not run at once', async () => {
    const directory = await temporaryFolder();
    let second: Promise<ModelDownloadError> | undefined;
    const server = await startLoopbackServer((request, response) => {
      second ??= failureOf(downloadModel(entry, into(directory)));
      void second.then(() => {
        serveContent(request, response, contentOf(request));
      });
    });
    const entry = entryAt(`${server.url}/`);
    await downloadModel(entry, into(directory));
    expect(await second).toMatchObject({ code: 'busy', retryable: true });
    expect(server.requests.length).toBe(4);
  });

  test('follow each other at once when the process of the first one died', async () => {
    const directory = await temporaryFolder();
    // Above the highest number that Linux gives to a process.
    await writeFiles(directory, { '.partial-test-de.lock': `${2 ** 22 + 1} ${os.hostname()}\n` });
    const server = await startLoopbackServer((request, response) => {
      serveContent(request, response, contentOf(request));
    });
    await downloadModel(entryAt(`${server.url}/`), into(directory));
    expect(await readdir(directory)).toEqual(['test-de']);
  });
});

describe('a download that cannot be stored', () => {
  test('fails with disk when the directory is a file', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { file: '' });
    const download = downloadModel(entryAt('http://127.0.0.1:1/'), into(path.join(folder, 'file', 'models')));
    const error = await expectFailure(download, 'disk');
    expect(error.message).toContain('ENOTDIR; choose a models directory that this user may write to.');
  });

  test('fails with disk when the directory may not be written to', async () => {
    const directory = await temporaryFolder();
    const download = asOrdinaryUser(() =>
      downloadModel(entryAt('http://127.0.0.1:1/'), into(path.join(directory, 'models'))),
    );
    await expectFailure(download, 'disk');
  });

  test.skipIf(process.platform !== 'linux')('fails with disk when the disk is full, and keeps what is there', async () => {
    const directory = await temporaryFolder();
    const server = await startLoopbackServer((request, response) => {
      serveContent(request, response, contentOf(request));
    });
    await mkdir(path.join(directory, '.partial-test-de'));
    // What is written to this device finds no space.
    await symlink('/dev/full', path.join(directory, '.partial-test-de', 'decoder.onnx'));
    const error = await expectFailure(downloadModel(entryAt(`${server.url}/`), into(directory)), 'disk');
    expect(error.message).toContain('decoder.onnx: the disk is full; free some space');
    expect(error.message).toContain('What has arrived is kept for the next try.');
    const kept = await readFile(path.join(directory, '.partial-test-de', 'encoder.int8.onnx'));
    expect(kept.length).toBe(300_000);
    expect(await findModels([directory])).toEqual({ models: [], rejected: [] });
  });

  test('fails with disk before it begins when the model is larger than the disk', async () => {
    const entry = entryAt('http://127.0.0.1:1/');
    const huge = { ...entry, files: entry.files.map((file) => ({ ...file, bytes: 2 ** 60 })) };
    const error = await expectFailure(downloadModel(huge, into(await temporaryFolder())), 'disk');
    expect(error.message).toMatch(/test-de needs \d+ MB more, but .* has \d+ MB free\./);
  });
});

describe('wrong arguments of a download', () => {
  test.each(['models.example', 'ftp://ada:secret@models.example/'])('are a base URL such as %s', async (baseUrl) => {
    const download = downloadModel(entryAt('http://127.0.0.1:1/'), { ...into('/unused'), baseUrl });
    await expect(download).rejects.toThrow(
      /^the address of the models \(STENO_MODELS_URL\) is (no|a ftp:) URL; allowed/,
    );
  });

  test.each(['connectTimeoutMs', 'stallTimeoutMs'])('are a %s of 0', async (name) => {
    const download = downloadModel(entryAt('http://127.0.0.1:1/'), { ...into('/unused'), [name]: 0 });
    await expect(download).rejects.toThrow(RangeError);
  });
});
