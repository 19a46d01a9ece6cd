import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { InstalledModel } from '../../src/contract/model.ts';
import {
  RecognitionError,
  type RecognitionEvent,
  type RecognitionStream,
} from '../../src/contract/recognition-host.ts';
import type { WorkerEvent } from '../../src/worker/host/worker-event.ts';
import { usualPoolTimes } from '../../src/worker/host/pool-times.ts';
import { WorkerPool } from '../../src/worker/host/worker-pool.ts';
import { ScriptedWorker, type ScriptedWorkerOptions, sound } from './scripted-worker.ts';

const second = 16_000;
const poison = 666;
const rules = { endpointingMs: 640, maxSegmentMs: 3000 };
const model: InstalledModel = {
  modelId: 'scripted',
  engine: 'sherpa',
  languages: ['en'],
  languagesAreDeclared: true,
  files: { kind: 'transducer', encoder: '', decoder: '', joiner: '', tokens: '' },
};

let workers: ScriptedWorker[];
let workerEvents: WorkerEvent[];
let faults: unknown[];
let pool: WorkerPool | undefined;
let canStart: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  workerEvents = [];
  faults = [];
  canStart = true;
});

afterEach(async () => {
  await pool?.close();
  vi.useRealTimers();
});

function make(size: number, options: Partial<ScriptedWorkerOptions> = {}): WorkerPool {
  pool = new WorkerPool({
    model,
    size,
    startWorker: (listener) => {
      if (!canStart) return Promise.reject(new RecognitionError('worker_start_failed', 'scripted'));
      const worker = new ScriptedWorker({ listener, poison, ...options });
      workers.push(worker);
      return Promise.resolve(worker);
    },
    onWorkerEvent: (event) => workerEvents.push(event),
    onListenerFault: (fault) => faults.push(fault),
    maxReplayMs: 90_000,
  });
  return pool;
}

async function start(size: number, options: Partial<ScriptedWorkerOptions> = {}): Promise<WorkerPool> {
  const made = make(size, options);
  await made.load();
  return made;
}

/** Lets all workers work until nobody has anything to do. */
async function settle(): Promise<void> {
  for (let hasWorked = true; hasWorked;) {
    // Loading a model takes some turns.
    await vi.advanceTimersByTimeAsync(0);
    hasWorked = workers.map((worker) => worker.step()).includes(true);
    await vi.advanceTimersByTimeAsync(0);
  }
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

/** All workers die, and those that come instead. */
async function killAll(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    for (const worker of workers) worker.kill();
    await pass(usualPoolTimes.maxRetryMs);
  }
}

class Client {
  readonly events: RecognitionEvent[] = [];
  readonly stream: RecognitionStream;

  constructor(of: WorkerPool) {
    this.stream = of.open({ endpointing: rules }, (event) => this.events.push(event));
  }

  count(type: RecognitionEvent['type']): number {
    return this.events.filter((event) => event.type === type).length;
  }

  get last(): RecognitionEvent | undefined {
    return this.events.at(-1);
  }
}

function types(): readonly string[] {
  return workerEvents.map(({ type }) => type);
}

describe('WorkerPool', () => {
  test('moves the streams of a dead worker to one that lives, at once', async () => {
    const running = await start(2);
    const clients = [new Client(running), new Client(running)];
    for (const { stream } of clients) stream.write(sound(5, second));
    workers[0]?.kill();
    await settle();
    for (const { stream } of clients) stream.end();
    await settle();
    expect(clients.map(({ last }) => last?.type)).toEqual(['ended', 'ended']);
    expect(clients.map((client) => client.count('recovering'))).toEqual([1, 0]);
    expect(workers).toHaveLength(2);
    expect(running.replayFigures).toMatchObject({ replayedStreams: 1, replayedSamples: second, waitingStreams: 0 });
  });

  test('lets streams wait for the next worker when none has room', async () => {
    const running = await start(1);
    const client = new Client(running);
    client.stream.write(sound(5, second));
    workers[0]?.kill();
    await settle();
    expect(running.replayFigures.waitingStreams).toBe(1);
    expect(() => new Client(running)).toThrow(expect.objectContaining({ code: 'capacity' }));
    client.stream.end();
    await pass(usualPoolTimes.firstRetryMs);
    expect(client.last).toEqual({ type: 'ended' });
  });

  test('replaces a worker that did work after the first wait, and waits longer for one that did nothing', async () => {
    const running = await start(1);
    for (let round = 0; round < 3; round += 1) {
      const client = new Client(running);
      client.stream.write(sound(5, second));
      await settle();
      client.stream.close();
      workers.at(-1)?.kill();
      await pass(usualPoolTimes.firstRetryMs);
      expect(running.isReady).toBe(true);
    }
    workers.at(-1)?.kill();
    await pass(usualPoolTimes.firstRetryMs);
    expect(running.isReady).toBe(false);
    await pass(usualPoolTimes.firstRetryMs);
    expect(running.isReady).toBe(true);
  });

  test('finds out which stream ends workers, and gives up that one only', async () => {
    const running = await start(1);
    const guilty = new Client(running);
    const others = [new Client(running), new Client(running), new Client(running)];
    for (const { stream } of others) stream.write(sound(5, 2 * second));
    await settle();
    guilty.stream.write(sound(poison, second));
    for (const { stream } of others) stream.write(sound(6, 2 * second));
    for (let round = 0; round < 8; round += 1) await pass(usualPoolTimes.maxRetryMs / 10);
    expect(guilty.last).toMatchObject({ type: 'failed', error: { code: 'worker_lost' } });
    for (const { stream } of others) stream.end();
    await pass(usualPoolTimes.maxRetryMs / 10);
    expect(others.map(({ last }) => last?.type)).toEqual(['ended', 'ended', 'ended']);
  });

  test('gives a model up when workers keep ending before they did anything', async () => {
    const running = await start(1);
    await killAll(4);
    expect(types()).not.toContain('model_given_up');
    const client = new Client(running);
    await killAll(1);
    expect(workerEvents.at(-1)).toEqual({
      type: 'model_given_up',
      modelId: 'scripted',
      failures: 5,
      retryMs: usualPoolTimes.giveUpMs,
    });
    expect(client.last).toMatchObject({ type: 'failed', error: { code: 'model_failing', retryable: true } });
    expect(running.isReady).toBe(false);
    expect(() => new Client(running)).toThrow(expect.objectContaining({ code: 'model_failing' }));
    expect(workers).toHaveLength(5);
  });

  test('counts starts that fail like workers that did nothing', async () => {
    await start(1);
    canStart = false;
    await killAll(5);
    expect(types().filter((type) => type === 'worker_start_failed')).toHaveLength(4);
    expect(types()).toContain('model_given_up');
  });

  test('tries a model again after a while with one worker, and starts the others once it has decoded', async () => {
    const running = await start(2);
    await killAll(3);
    expect(types().filter((type) => type === 'model_given_up')).toHaveLength(1);
    const before = workers.length;
    await pass(usualPoolTimes.giveUpMs);
    expect(types().slice(-2)).toEqual(['model_tried_again', 'worker_started']);
    expect(workers).toHaveLength(before + 1);
    const client = new Client(running);
    client.stream.write(sound(5, second));
    await settle();
    expect(workers).toHaveLength(before + 2);
    // The count begins anew.
    client.stream.close();
    await killAll(1);
    expect(running.isReady).toBe(true);
  });

  test('gives a model up again when the worker it was tried with ends', async () => {
    await start(1);
    await killAll(5);
    await pass(usualPoolTimes.giveUpMs - usualPoolTimes.maxRetryMs);
    expect(types().slice(-2)).toEqual(['model_tried_again', 'worker_started']);
    await killAll(1);
    expect(types().slice(-2)).toEqual(['worker_died', 'model_given_up']);
    await pass(usualPoolTimes.giveUpMs);
    expect(types().filter((type) => type === 'model_tried_again')).toHaveLength(2);
  });

  test('closes a stream whose listener throws, and no other', async () => {
    const running = await start(1);
    const fault = new Error('listener');
    const throwing = running.open({}, () => {
      throw fault;
    });
    const client = new Client(running);
    for (const stream of [throwing, client.stream]) stream.write(sound(5, second));
    client.stream.end();
    await settle();
    expect(faults).toEqual([fault]);
    expect(client.last).toEqual({ type: 'ended' });
    expect(workers[0]?.streamCount).toBe(0);
  });

  test('fails the streams that are open when it is closed, those that wait, too, and leaves no timer', async () => {
    const running = await start(2, { maxStreams: 1 });
    const clients = [new Client(running), new Client(running)];
    for (const { stream } of clients) stream.write(sound(5, second));
    workers[0]?.kill();
    await settle();
    await running.close();
    await running.close();
    for (const { last } of clients) expect(last).toMatchObject({ type: 'failed', error: { code: 'worker_lost' } });
    expect(running.replayFigures).toMatchObject({ keptSamples: 0, waitingStreams: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  describe('on demand', () => {
    test('starts no worker until a stream is opened, which waits with its audio', async () => {
      const cold = make(2);
      expect([cold.isReady, workers.length]).toEqual([true, 0]);
      const client = new Client(cold);
      client.stream.write(sound(5, second));
      client.stream.end();
      expect(client.events).toEqual([]);
      await settle();
      expect(client.last).toEqual({ type: 'ended' });
      expect(client.count('final')).toBe(1);
      expect(client.count('recovering')).toBe(0);
      expect(client.stream.writing).toEqual({ casing: 'lower', hasPunctuation: false });
      expect(types()).toEqual(['model_loading', 'worker_started', 'worker_started']);
      expect(cold.replayFigures).toMatchObject({ replayedStreams: 0, waitingStreams: 0 });
    });

    test('loads the model once for all streams that wait for it', async () => {
      const cold = make(1);
      const clients = [new Client(cold), new Client(cold), new Client(cold)];
      for (const { stream } of clients) stream.end();
      await settle();
      expect(clients.map(({ last }) => last?.type)).toEqual(['ended', 'ended', 'ended']);
      expect(workers).toHaveLength(1);
    });

    test('fails the streams that wait when the model cannot be loaded, and tries again with the next', async () => {
      const cold = make(2);
      canStart = false;
      const client = new Client(cold);
      await settle();
      expect(client.last).toMatchObject({ type: 'failed', error: { code: 'worker_start_failed' } });
      expect(workerEvents.at(-1)).toEqual({ type: 'model_load_failed', modelId: 'scripted', message: 'scripted' });
      canStart = true;
      const next = new Client(cold);
      next.stream.end();
      await settle();
      expect(next.last).toEqual({ type: 'ended' });
    });

    test('gives up a model that cannot be loaded again and again, for a while', async () => {
      const cold = make(1);
      canStart = false;
      for (let time = 0; time < 5; time += 1) {
        expect(cold.isReady).toBe(true);
        new Client(cold);
        await settle();
      }
      expect(types().at(-1)).toBe('model_given_up');
      expect(cold.isReady).toBe(false);
      expect(() => new Client(cold)).toThrow(expect.objectContaining({ code: 'model_failing' }));
      await expect(cold.load()).rejects.toMatchObject({ code: 'model_failing' });
      canStart = true;
      await pass(usualPoolTimes.giveUpMs);
      const next = new Client(cold);
      next.stream.end();
      await settle();
      expect(next.last).toEqual({ type: 'ended' });
    });

    test('unloads only while no stream is open and nobody holds it, and loads again for the next', async () => {
      const running = await start(1);
      const letGo = running.hold();
      expect([running.idleMs, await running.unload()]).toEqual([undefined, false]);
      const client = new Client(running);
      letGo();
      expect(await running.unload()).toBe(false);
      client.stream.end();
      await settle();
      await pass(5000);
      expect(running.idleMs).toBe(5000);
      expect(await running.unload()).toBe(true);
      expect(workers[0]?.isDead).toBe(true);
      expect(types().at(-1)).toBe('model_unloaded');
      expect(await running.unload()).toBe(false);
      expect(vi.getTimerCount()).toBe(0);
      const next = new Client(running);
      next.stream.end();
      await settle();
      expect(next.last).toEqual({ type: 'ended' });
      expect(workers).toHaveLength(2);
    });

    test('ends a worker that is ready only after its pool was closed', async () => {
      const cold = make(1);
      const client = new Client(cold);
      await cold.close();
      await settle();
      expect(client.last).toMatchObject({ type: 'failed', error: { code: 'worker_lost' } });
      expect(workers.every(({ isDead }) => isDead)).toBe(true);
    });

    test('fails a stream that no worker has room for in time', async () => {
      const cold = make(1, { maxStreams: 1 });
      const clients = [new Client(cold), new Client(cold)];
      await pass(usualPoolTimes.maxWaitMs);
      expect(clients.map(({ last }) => last?.type)).toEqual([undefined, 'failed']);
    });
  });
});

describe('the figures of a pool', () => {
  const work = { busyMs: 100, cpuMs: 90, rssBytes: 1000, decodedSamples: 16_000 };

  test('say what there is before and after the model is loaded', async () => {
    const made = make(2);
    expect(made.figures).toMatchObject({ modelId: 'scripted', state: 'unloaded', places: 2, workers: 0 });
    await made.load();
    await settle();
    expect(made.figures).toMatchObject({ state: 'loaded', workers: 2, events: { worker_started: 2, worker_died: 0 } });
  });

  test('add up what workers did, also those that are gone, but not their memory', async () => {
    const made = await start(2);
    await settle();
    for (const worker of workers) worker.work = work;
    expect(made.figures).toMatchObject({ busyMs: 200, cpuMs: 180, rssBytes: 2000, decodedSamples: 32_000 });
    workers[0]?.kill();
    await settle();
    expect(made.figures).toMatchObject({ busyMs: 200, cpuMs: 180, rssBytes: 1000, decodedSamples: 32_000 });
    expect(made.figures).toMatchObject({ workers: 1, events: { worker_died: 1 } });
  });

  test('never say less of what was done, also when the model is unloaded', async () => {
    const made = await start(1);
    await settle();
    for (const worker of workers) worker.work = work;
    await made.unload();
    expect(made.figures).toMatchObject({ state: 'unloaded', busyMs: 100, decodedSamples: 16_000 });
  });
});
