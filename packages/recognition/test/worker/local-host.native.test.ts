import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeTemporaryDirectory, normalisedWords, readRecording, tellLeftOut, testAssets } from '@steno/testkit';
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

  function nextWorkerEvent(type: WorkerEvent['type']): Promise<void> {
    return new Promise((resolve) => waiting.push({ type, resolve }));
  }

  async function start(modelsDir: string, workersPerModel: number): Promise<LocalHost> {
    const { models } = await findModels([modelsDir]);
    host = new LocalHost({
      models,
      workersPerModel,
      poolTimes: { firstRetryMs: 20 },
      onWorkerEvent: (event) => {
        workerEvents.push(event);
        for (const one of waiting.filter(({ type }) => type === event.type)) one.resolve();
      },
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
    if (workerEvents.length < 2) await nextWorkerEvent('worker_started');
    const [lost, kept] = [new Heard(), new Heard()];
    const samples = await jfk();
    const streams = [
      running.open({ language: 'en', endpointing: rules }, lost.on),
      running.open({ language: 'en', endpointing: rules }, kept.on),
    ];
    for (const stream of streams) stream.write(samples.slice());
    const pids = workerEvents.flatMap((event) => (event.type === 'worker_started' ? [event.pid] : []));
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
    const directory = await makeTemporaryDirectory();
    const broken = join(directory.path, 'zipformer-en-broken');
    await mkdir(broken);
    for (const file of ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt']) {
      await writeFile(join(broken, file), 'not a model');
    }
    await expect(start(directory.path, 1)).rejects.toMatchObject({
      code: 'worker_start_failed',
      message: expect.stringContaining('zipformer-en-broken') as string,
    });
  });

  it('ends its workers when it is closed', async () => {
    const running = await start(assets?.modelsDir ?? '', 2);
    if (workerEvents.length < 2) await nextWorkerEvent('worker_started');
    const pids = workerEvents.flatMap((event) => (event.type === 'worker_started' ? [event.pid] : []));
    await running.close();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });
});
