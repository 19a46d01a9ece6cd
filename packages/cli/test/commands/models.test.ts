import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeTemporaryDirectory } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runSteno } from './run-steno.ts';

/** The smallest thing built like an ONNX file: a version, a graph, the version of its operators. */
const network = Buffer.from([8, 8, 58, 4, 1, 2, 3, 4, 66, 2, 16, 17]);

async function temporaryPath(): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}

/** A models directory with a streaming model of that name in it. */
async function directoryWith(name: string): Promise<string> {
  const directory = await temporaryPath();
  await mkdir(join(directory, name));
  for (const file of ['encoder.onnx', 'decoder.onnx', 'joiner.onnx']) {
    await writeFile(join(directory, name, file), network);
  }
  await writeFile(join(directory, name, 'tokens.txt'), '<blk> 0\na 1\n');
  return directory;
}

/** A mirror of models on this machine. */
async function startMirror(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // It listens on TCP.
}

/** Without the proxies of the machine, and with a cache of its own. */
async function surroundings(): Promise<Readonly<Record<string, string>>> {
  const proxies = { http_proxy: '', https_proxy: '', HTTP_PROXY: '', HTTPS_PROXY: '' };
  return { ...proxies, STENO_MODELS_URL: '', XDG_CACHE_HOME: await temporaryPath() };
}

/** What a command that fails says last. */
async function failure(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<string> {
  const { exitCode, stderr } = await runSteno(['models', ...args], environment ?? (await surroundings()));
  expect(exitCode).toBe(1);
  const lines = stderr.trimEnd().split('\n');
  expect(lines.filter((line) => line.startsWith('steno: ')).length).toBe(1);
  return lines.at(-1)?.replace('steno: ', '') ?? '';
}

describe('steno models list', () => {
  it('shows what is installed and what can be downloaded in 100 columns', async () => {
    const directory = await directoryWith('kroko-de');
    const { exitCode, stdout } = await runSteno(['models', 'list', '--models-dir', directory], await surroundings());
    expect(exitCode).toBe(0);
    const [installed = '', available = ''] = stdout.split('\n\n');
    expect(installed).toMatch(/^kroko-de +de +streaming +1 {2}/m);
    expect(available).toMatch(/^kroko-fr +fr +streaming +fast +71 {2}Aa \.\? {2}CC-BY-SA-4\.0$/m);
    expect(available).not.toMatch(/^kroko-de /m);
    for (const line of available.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('shows only the models for a language', async () => {
    const { stdout } = await runSteno(['models', 'list', '--language', 'yue-HK'], await surroundings());
    expect(stdout).toContain('sense-voice-2024-07-17-int8');
    expect(stdout).not.toContain('kroko-de');
  });

  it('prints an object as one line of JSON', async () => {
    const directory = await directoryWith('mine');
    await writeFile(join(directory, 'mine', 'model.json'), '{"languages":["yue"]}');
    await mkdir(join(directory, 'half'));
    await writeFile(join(directory, 'half', 'encoder.onnx'), '');
    const args = ['models', 'list', '--json', '--language', 'yue', '--models-dir', directory];
    const { stdout } = await runSteno(args, await surroundings());
    expect(JSON.parse(stdout)).toMatchObject({
      installed: expect.arrayContaining([
        expect.objectContaining({
          id: 'mine',
          kind: 'transducer',
          task: 'streaming',
          languages: ['yue'],
          bytes: 48,
        }),
      ]) as unknown,
      rejected: [{ directory: join(directory, 'half') }],
      available: expect.arrayContaining([
        expect.objectContaining({
          id: 'sense-voice-2024-07-17-int8',
          task: 'offline',
          licence: 'LicenseRef-FunASR-Model-1.1',
          files: [
            expect.objectContaining({ name: 'model.int8.onnx' }),
            expect.objectContaining({ name: 'tokens.txt' }),
          ],
        }),
      ]) as unknown,
    });
  });

  it('says that a language is none', async () => {
    expect(await failure(['list', '--language', 'english!'])).toContain('--language is "english!"');
  });
});

describe('steno models pull', () => {
  it.each([
    [[], 'Name a model, or a language with --language; steno models list shows them.'],
    [['kroko-de', '--language', 'de'], 'Name models or a language, not both.'],
    [['kroko-de', '--type', 'fast'], '--type goes with --language; an id says all.'],
    [['kroko-ed'], 'The catalogue has no model "kroko-ed" (is it kroko-'],
    [['--language', 'tlh'], 'The catalogue has no model for live text in "tlh"'],
    [
      ['--language', 'bn', '--type', 'quality', '--models-url', 'x'],
      'The address of the models (STENO_MODELS_URL) is no URL',
    ],
  ])('fails with one sentence: %j', async (args, words) => {
    expect(await failure(['pull', ...args])).toContain(words);
  });

  it('says that the address of models does not answer', async () => {
    const said = await failure(['pull', 'kroko-de', '--models-url', 'http://127.0.0.1:1/']);
    expect(said).toContain('Cannot reach 127.0.0.1:1: connect ECONNREFUSED');
  });

  it('asks the mirror for <id>/<file>, and installs nothing of another size', async () => {
    const requests: (string | undefined)[] = [];
    const mirror = await startMirror((request, response) => {
      requests.push(request.url);
      response.end('not a model');
    });
    const directory = await temporaryPath();
    const environment = { ...(await surroundings()), STENO_MODELS_URL: mirror };
    const said = await failure(['pull', '--language', 'de', '--models-dir', directory], environment);
    expect(said).toContain('kroko-de/encoder.onnx is not the file of the catalogue');
    expect(requests).toEqual(['/kroko-de/encoder.onnx']);
    expect((await readdir(directory)).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  it('says that another process is downloading the same model', async () => {
    const environment = await surroundings();
    const args = ['pull', 'kroko-de'];
    let second: Promise<string> | undefined;
    const mirror = await startMirror((_request, response) => {
      second ??= failure(args, environment);
      void second.then(() => response.destroy());
    });
    const first = await failure(args, { ...environment, STENO_MODELS_URL: mirror });
    expect(first).toContain('socket hang up');
    expect(await second).toContain('Another process is downloading kroko-de to ');
  });
});

describe('steno models verify', () => {
  it('says what it could look at', async () => {
    const directory = await directoryWith('mine-de');
    const { exitCode, stdout } = await runSteno(['models', 'verify', '--models-dir', directory], await surroundings());
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: 'mine-de: its files are built as they should be; no size and SHA-256 of them is known\n',
    });
  });

  it('prints a sentence for each fault and fails', async () => {
    const directory = await directoryWith('mine-de');
    const [tokens, encoder] = ['tokens.txt', 'encoder.onnx'].map((name) => join(directory, 'mine-de', name));
    await writeFile(
      join(directory, 'mine-de', 'model.json'),
      JSON.stringify({ sums: { 'tokens.txt': { bytes: 3, sha256: 'a'.repeat(64) } } }),
    );
    await writeFile(encoder ?? '', network.subarray(0, 6));
    const result = await runSteno(['models', 'verify', 'mine-de', '--models-dir', directory], await surroundings());
    expect(result.exitCode).toBe(1);
    expect(result.stdout.trimEnd().split('\n')).toEqual([
      `${encoder} is cut off: it has 6 bytes, and its parts need at least 8; download it again, or remove its folder.`,
      `${tokens} has 12 bytes instead of 3; remove the model and pull it again.`,
    ]);
    expect(result.stderr).toBe('steno: 1 of 1 models cannot be used as they are; see the lines above.\n');
  });

  it('says that a model is not installed', async () => {
    const directory = await directoryWith('kroko-de');
    expect(await failure(['verify', 'kroko-ed', '--models-dir', directory])).toBe(
      'No model "kroko-ed" is installed (is it kroko-de?); see: steno models list.',
    );
  });
});

describe('steno models remove', () => {
  it('removes a model from a directory that the user named', async () => {
    const directory = await directoryWith('kroko-de');
    const result = await runSteno(['models', 'remove', 'kroko-de', '--models-dir', directory], await surroundings());
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toBe(`kroko-de is removed from ${directory}; 0.0 MB are free again.\n`);
    expect(await readdir(directory)).toEqual([]);
  });

  it('leaves alone what is no model', async () => {
    const directory = await directoryWith('kroko-de');
    await mkdir(join(directory, 'letters'));
    expect(await failure(['remove', 'letters', '--models-dir', directory])).toContain(
      'No model "letters" is installed',
    );
    expect(await readdir(directory)).toEqual(['kroko-de', 'letters']);
  });
});
