import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeTemporaryDirectory, normalisedWords, readRecording, tellLeftOut, testAssets } from '@steno/testkit';
import type { InstalledModel } from '../../src/contract/model.ts';
import type { RecognitionEvent } from '../../src/contract/recognition-host.ts';
import { findModels } from '../../src/models/index.ts';
import { LocalHost } from '../../src/worker/host/local-host.ts';
import type { WorkerEvent } from '../../src/worker/host/worker-event.ts';

const assets = testAssets();
if (assets === undefined) tellLeftOut('the tests of worker processes', 'no model for tests');

const rules = { endpointingMs: 700, maxSegmentMs: 30_000 };

describe.skipIf(assets === undefined)('LocalHost', () => {
  let host: LocalHost | undefined;
  const workerEvents: WorkerEvent[] = [];
  const waiting: { readonly type: WorkerEvent['type']; readonly resolve: () => void }[] = [];

  afterEach(async () => {
    await host?.close();
    host = undefined;
    workerEvents.length = 0;
    waiting.length = 0;
  });

  function take(event: WorkerEvent): void {
    workerEvents.push(event);
    for (const one of waiting.filter(({ type }) => type === event.type)) one.resolve();
  }

  function startedPids(): readonly number[] {
    return workerEvents.flatMap((event) => (event.type === 'worker_started' ? [event.pid] : []));
  }

  function nextWorkerEvent(type: WorkerEvent['type']): Promise<void> {
    return new Promise((resolve) => waiting.push({ type, resolve }));
  }

  async function start(modelsDir: string, workersPerModel: number): Promise<LocalHost> {
    const { models } = await findModels([modelsDir]);
    host = new LocalHost({
      models,
      workersPerModel,
      poolTimes: { firstRetryMs: 20 },
      onWorkerEvent: take,
    });
    await host.start();
    return host;
  }

  /** A models directory in which a model that ends its process serves German. */
  async function directoryWithAborting(): Promise<string> {
    const directory = await makeTemporaryDirectory();
    const from = assets?.modelsDir ?? '';
    await symlink(join(from, 'zipformer-en-tiny'), join(directory.path, 'zipformer-en-tiny'));
    const aborting = join(directory.path, 'aborts-on-decode');
    await mkdir(aborting);
    for (const file of ['encoder.int8.onnx', 'decoder.onnx', 'joiner.int8.onnx', 'tokens.txt']) {
      await symlink(join(from, 'aborts-on-decode', file), join(aborting, file));
    }
    await writeFile(join(aborting, 'model.json'), JSON.stringify({ languages: ['de'] }));
    return directory.path;
  }

  /** Those models, of which the German one was damaged after it was found: it cannot be loaded. */
  async function findDamaged(): Promise<Awaited<ReturnType<typeof findModels>>> {
    const directory = await directoryWithAborting();
    const found = await findModels([directory]);
    const tokens = join(directory, 'aborts-on-decode', 'tokens.txt');
    await writeFile(`${tokens}.new`, 'no list');
    await rename(`${tokens}.new`, tokens);
    return found;
  }

  async function jfk(): Promise<Int16Array> {
    if (assets === undefined) throw new Error('no recordings');
    return (await readRecording(assets, 'jfk.flac')).samples;
  }

  class Heard {
    readonly events: RecognitionEvent[] = [];
    readonly over: Promise<RecognitionEvent>;
    #resolve: (event: RecognitionEvent) => void = () => undefined;

    constructor() {
      this.over = new Promise((resolve) => {
        this.#resolve = resolve;
      });
    }

    readonly on = (event: RecognitionEvent): void => {
      this.events.push(event);
      if (event.type === 'ended' || event.type === 'failed') this.#resolve(event);
    };

    get words(): readonly string[] {
      return this.events.flatMap((event) =>
        event.type === 'final' ? event.hypothesis.words.flatMap((word) => normalisedWords(word.text)) : [],
      );
    }
  }

  it('leads real speech through a child process whose command line says that it is a worker', async () => {
    const running = await start(assets?.modelsDir ?? '', 1);
    const heard = new Heard();
    const stream = running.open({ language: 'en', endpointing: rules }, heard.on);
    stream.write(await jfk());
    stream.end();
    expect(await heard.over).toEqual({ type: 'ended' });
    expect(heard.words).toEqual(expect.arrayContaining(['country', 'can', 'do', 'for', 'you']));
    const started = workerEvents.find(({ type }) => type === 'worker_started');
    expect(started).toMatchObject({ type: 'worker_started', modelId: 'zipformer-en-tiny' });
    const pid = started?.type === 'worker_started' ? started.pid : 0;
    if (process.platform !== 'linux') return;
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).toContain('worker');
  });

  it('moves the streams of a worker that is killed to another one, and starts a new one', async () => {
    const running = await start(assets?.modelsDir ?? '', 2);
    if (startedPids().length < 2) await nextWorkerEvent('worker_started');
    const [lost, kept] = [new Heard(), new Heard()];
    const samples = await jfk();
    const streams = [
      running.open({ language: 'en', endpointing: rules }, lost.on),
      running.open({ language: 'en', endpointing: rules }, kept.on),
    ];
    for (const stream of streams) stream.write(samples.slice());
    const pids = startedPids();
    const restarted = nextWorkerEvent('worker_started');
    process.kill(pids[0] ?? 0, 'SIGKILL');
    for (const stream of streams) stream.end();
    const ends = await Promise.all([lost.over, kept.over]);
    expect(ends.map(({ type }) => type)).toEqual(['ended', 'ended']);
    expect(workerEvents.find(({ type }) => type === 'worker_died')).toMatchObject({ lostStreams: 1 });
    const recovered = [lost, kept].filter(({ events }) => events.some(({ type }) => type === 'recovering'));
    expect(recovered).toHaveLength(1);
    for (const { words } of [lost, kept]) expect(words).toContain('country');
    await restarted;
    expect(running.isReady).toBe(true);
  });

  it('gives up a model that aborts its own process, and serves another language meanwhile', async () => {
    const running = await start(await directoryWithAborting(), 1);
    expect([...running.languages].sort()).toEqual(['de', 'en']);
    const samples = await jfk();
    const english = new Heard();
    const stream = running.open({ language: 'en', endpointing: rules }, english.on);
    stream.write(samples.slice());
    const givenUp = nextWorkerEvent('model_given_up');
    const ends: RecognitionEvent[] = [];
    // Three workers end with the first stream, and two with the second.
    for (let streams = 0; streams < 2; streams += 1) {
      const german = new Heard();
      running.open({ language: 'de', endpointing: rules }, german.on).write(samples.slice());
      ends.push(await german.over);
      // The worker that comes instead starts later than a stream is given up.
      await Promise.race([nextWorkerEvent('worker_started'), givenUp]);
    }
    expect(ends).toMatchObject([
      { type: 'failed', error: { code: 'worker_lost' } },
      { type: 'failed', error: { code: 'model_failing' } },
    ]);
    const refused = expect.objectContaining({ code: 'model_failing' }) as Error;
    expect(() => running.open({ language: 'de', endpointing: rules }, () => undefined)).toThrow(refused);
    expect(running.isReady).toBe(true);
    const died = workerEvents.filter(({ type }) => type === 'worker_died');
    expect(died).toHaveLength(5);
    for (const event of died) expect(event).toMatchObject({ modelId: 'aborts-on-decode' });
    stream.end();
    expect(await english.over).toEqual({ type: 'ended' });
    expect(english.words).toContain('country');
  });

  it('says what native code said when a model cannot be loaded', async () => {
    const { models } = await findDamaged();
    host = new LocalHost({
      models: models.filter(({ modelId }) => modelId === 'aborts-on-decode'),
      workersPerModel: 1,
    });
    await expect(host.start()).rejects.toMatchObject({
      code: 'worker_start_failed',
      message: expect.stringMatching(/^model aborts-on-decode could not be loaded: its worker ended with/) as string,
    });
  });

  it('loads a model when the first stream asks for it, and unloads it when memory is short', async () => {
    const { models } = await findModels([await directoryWithAborting()]);
    let freeMemoryBytes = 2 * 1024 ** 3;
    host = new LocalHost({
      models,
      workersPerModel: 1,
      preloadLanguage: 'en',
      modelIdleMs: 1,
      freeMemoryBytes: () => freeMemoryBytes,
      onWorkerEvent: take,
    });
    await host.start();
    expect(workerEvents.map(({ modelId }) => modelId)).toEqual(['zipformer-en-tiny', 'zipformer-en-tiny']);
    // Reading it takes longer than the millisecond after which the model is idle.
    const samples = await jfk();
    freeMemoryBytes = 0;
    const german = new Heard();
    host.open({ language: 'de', endpointing: rules }, german.on).end();
    expect(await german.over).toEqual({ type: 'ended' });
    expect(workerEvents.slice(2)).toMatchObject([
      { type: 'model_loading', modelId: 'aborts-on-decode', use: 'streams' },
      { type: 'model_unloaded', modelId: 'zipformer-en-tiny' },
      { type: 'worker_started', modelId: 'aborts-on-decode' },
    ]);
    expect(startedPids().map(isAlive)).toEqual([false, true]);
    expect(host.isReady).toBe(true);
    freeMemoryBytes = 2 * 1024 ** 3;
    const again = new Heard();
    const english = host.open({ language: 'en', endpointing: rules }, again.on);
    english.write(samples);
    english.end();
    expect(await again.over).toEqual({ type: 'ended' });
    expect(again.words).toContain('country');
  });

  it('starts with the other models when one of them cannot be loaded, and says which and why', async () => {
    const { models } = await findDamaged();
    host = new LocalHost({ models, workersPerModel: 1, preloadLanguage: 'de', onWorkerEvent: take });
    await host.start();
    const failed = workerEvents.find(({ type }) => type === 'model_load_failed');
    expect(failed).toMatchObject({
      modelId: 'aborts-on-decode',
      message: expect.stringMatching(/^model aborts-on-decode could not be loaded: its worker ended with/) as string,
    });
    const german = new Heard();
    host.open({ language: 'de', endpointing: rules }, german.on);
    expect(await german.over).toMatchObject({ type: 'failed', error: { code: 'worker_start_failed' } });
    const english = new Heard();
    const stream = host.open({ language: 'en', endpointing: rules }, english.on);
    stream.write(await jfk());
    stream.end();
    await english.over;
    expect(english.words).toContain('country');
  });

  it('hears key terms, and says which ones its model cannot write', async () => {
    if (assets === undefined) throw new Error('no recordings');
    const { models } = await findModels([assets.modelsDir]);
    host = new LocalHost({ models, workersPerModel: 1, onWorkerEvent: take });
    await host.start();
    expect(host.service('en')?.takesKeyTerms).toBe(true);
    const { samples } = await readRecording(assets, 'ls-test-other-1688-142285-0001.flac');
    const [plain, preferring] = [new Heard(), new Heard()];
    const keyTerms = ['Thornton', 'Mister Hale', '東京', ':x'];
    const streams = [
      host.open({ language: 'en', endpointing: rules, keyTerms: ['東京'] }, plain.on),
      host.open({ language: 'en', endpointing: rules, keyTerms }, preferring.on),
    ];
    for (const stream of streams) {
      stream.write(samples.slice());
      stream.end();
    }
    await Promise.all([plain.over, preferring.over]);
    expect(plain.words).not.toContain('thornton');
    expect(preferring.words).toContain('thornton');
    expect(streams.map(({ unusableKeyTerms }) => unusableKeyTerms)).toEqual([['東京'], ['東京']]);
    expect(JSON.stringify(workerEvents)).not.toMatch(/thornton/i);
    if (process.platform !== 'linux') return;
    const pids = startedPids();
    for (const pid of pids) expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toMatch(/thornton/i);
  });

  it('goes on without marks when a punctuation model cannot be loaded, and says so', async () => {
    if (assets === undefined) throw new Error('no recordings');
    const { path } = await makeTemporaryDirectory();
    const [model, bpeVocab] = [join(path, 'model.onnx'), join(path, 'bpe.vocab')];
    for (const file of [model, bpeVocab]) await writeFile(file, 'no model');
    const { models } = await findModels([join(assets.modelsDir, 'zipformer-en-tiny')]);
    const broken: InstalledModel = {
      modelId: 'marks',
      engine: 'sherpa',
      languages: ['en'],
      languagesAreDeclared: true,
      files: { kind: 'punctuation', model, bpeVocab },
    };
    host = new LocalHost({ models: [...models, broken], workersPerModel: 1, onWorkerEvent: take });
    await host.start();
    expect(workerEvents.map(({ type }) => type)).toEqual(['model_loading', 'punctuation_failed', 'worker_started']);
    const heard = new Heard();
    const stream = host.open({ language: 'en', endpointing: rules }, heard.on);
    stream.write(await jfk());
    stream.end();
    await heard.over;
    expect(heard.words).toContain('country');
    expect(stream.writing).toEqual({ casing: 'upper', hasPunctuation: false });
  });

  it('ends its workers when it is closed', async () => {
    const running = await start(assets?.modelsDir ?? '', 2);
    if (startedPids().length < 2) await nextWorkerEvent('worker_started');
    const pids = startedPids();
    await running.close();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
