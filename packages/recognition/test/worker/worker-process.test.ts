import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { InstalledModel } from '../../src/contract/model.ts';
import type { RecognitionEvent } from '../../src/contract/recognition-host.ts';
import type { WorkerStreamEvent } from '../../src/worker/common/worker-stream-event.ts';
import { LocalHost } from '../../src/worker/host/local-host.ts';
import { ReplayLog } from '../../src/worker/host/replay-log.ts';
import type { WorkerEvent } from '../../src/worker/host/worker-event.ts';
import type { WorkerStream } from '../../src/worker/host/worker-link.ts';
import { startWorker, type WorkerProcess } from '../../src/worker/host/worker-process.ts';

const program = fileURLToPath(new URL('fixtures/bad-worker.mjs', import.meta.url));
const rules = { endpointingMs: 640, maxSegmentMs: 3000 };

function modelNamed(behaviour: string): InstalledModel {
  return {
    modelId: behaviour,
    engine: 'sherpa',
    languages: ['en'],
    languagesAreDeclared: true,
    files: { kind: 'transducer', encoder: '', decoder: '', joiner: '', tokens: '' },
  };
}

let worker: WorkerProcess | undefined;
let host: LocalHost | undefined;

afterEach(async () => {
  await worker?.close();
  await host?.close();
  worker = undefined;
  host = undefined;
});

interface Started {
  readonly stream: WorkerStream;
  readonly told: WorkerStreamEvent[];
  readonly lost: string[];
  /** Why the worker was ended. */
  readonly broken: Promise<string>;
  readonly words: string[];
}

/** Starts a worker that misbehaves, with a stream open in it. */
async function start(behaviour: string, workerTimeoutMs = 10_000): Promise<Started> {
  let resolve: (reason: string) => void = () => undefined;
  const broken = new Promise<string>((settle) => {
    resolve = settle;
  });
  const told: WorkerStreamEvent[] = [];
  const lost: string[] = [];
  const words: string[] = [];
  worker = await startWorker({
    setup: { model: modelNamed(behaviour), takesKeyTerms: false },
    startTimeoutMs: 10_000,
    workerTimeoutMs,
    onProven: () => undefined,
    onBroken: (reason, lastError) => {
      words.push(lastError);
      resolve(reason);
    },
    program,
  });
  const log = new ReplayLog();
  log.append(new Int16Array(1600));
  const listener = {
    endSample: log.endSample,
    onEvent: (event: WorkerStreamEvent) => {
      if (event.type === 'flushed') log.answer(event.flushId);
      told.push(event);
    },
    onLost: (reason: string) => lost.push(reason),
  };
  const stream = worker.openStream(listener, { rules, keyTerms: [] });
  return { stream, told, lost, broken, words };
}

describe('a worker that tells nonsense', () => {
  test.each([
    'garbage',
    'unknown-frame',
    'frame-of-the-host',
    'no-json',
    'beyond-the-audio',
    'unasked-flush',
    'unknown-stream',
    'unasked-pong',
    'impossible-load',
    'second-ready',
  ])('is ended, and its streams are lost: %s', async (behaviour) => {
    const { stream, told, lost, broken, words } = await start(behaviour);
    stream.write(new Int16Array(1600));
    expect(await broken).toBe('worker_nonsense');
    expect(words.join()).not.toContain('secret');
    expect(await worker?.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(worker?.hasRoom).toBe(false);
    worker?.loseStreams();
    expect(lost).toEqual(['worker_nonsense']);
    expect(told).toEqual([]);
  });

  test('is ended when it tells of a stream after its end', async () => {
    const { stream, told, broken } = await start('talks-after-the-end');
    stream.end();
    expect(await broken).toBe('worker_nonsense');
    expect(told).toEqual([{ type: 'ended' }]);
  });

  test.each([
    ['garbage-at-once', 'could not be loaded'],
    ['no-room', 'without room'],
    ['exits-at-once', 'exit code 3, saying: no such model'],
  ])('does not start: %s', async (behaviour, message) => {
    await expect(start(behaviour)).rejects.toMatchObject({
      code: 'worker_start_failed',
      message: expect.stringContaining(message) as string,
    });
  });

  test('does not start when it is never ready', async () => {
    const setup = { model: modelNamed('never-ready'), takesKeyTerms: false };
    const options = { setup, startTimeoutMs: 300, workerTimeoutMs: 1000, program };
    const starting = startWorker({ ...options, onProven: () => undefined, onBroken: () => undefined });
    await expect(starting).rejects.toMatchObject({
      code: 'worker_start_failed',
      message: expect.stringContaining('within 300 ms') as string,
    });
  });
});

describe('a worker that does not answer', () => {
  test.each(['deaf', 'stops-reading'])('is ended, and its streams are lost: %s', async (behaviour) => {
    const { stream, lost, broken } = await start(behaviour, 400);
    stream.write(new Int16Array(1600));
    expect(await broken).toBe('worker_hung');
    expect(await worker?.exited).toMatchObject({ signal: 'SIGKILL' });
    worker?.loseStreams();
    expect(lost).toEqual(['worker_hung']);
  });
});

describe('a worker that somebody kills', () => {
  test('loses its streams as killed, not as one that ended by itself', async () => {
    const { lost } = await start('deaf');
    process.kill(worker?.pid ?? NaN, 'SIGKILL');
    expect(await worker?.exited).toMatchObject({ signal: 'SIGKILL' });
    worker?.loseStreams();
    expect(lost).toEqual(['worker_killed']);
  });

  test('loses its streams as one that ended by itself when it aborts', async () => {
    const { lost } = await start('deaf');
    process.kill(worker?.pid ?? NaN, 'SIGABRT');
    expect(await worker?.exited).toMatchObject({ signal: 'SIGABRT' });
    worker?.loseStreams();
    expect(lost).toEqual(['worker_lost']);
  });
});

describe('a host whose workers all misbehave', () => {
  test.each([
    ['early-end', 'worker_nonsense'],
    ['exits-at-audio', 'worker_lost'],
  ])('recovers a stream as often as it may, and fails it then: %s', async (behaviour, reason) => {
    const workerEvents: WorkerEvent[] = [];
    host = new LocalHost({
      models: [modelNamed(behaviour)],
      workersPerModel: 1,
      onWorkerEvent: (event) => workerEvents.push(event),
      poolTimes: { firstRetryMs: 1 },
      workerProgram: program,
    });
    await host.start();
    const events = await new Promise<readonly RecognitionEvent[]>((resolve) => {
      const told: RecognitionEvent[] = [];
      const stream = host?.open({ language: 'en', endpointing: rules }, (event) => {
        told.push(event);
        if (event.type === 'failed') resolve(told);
      });
      stream?.write(new Int16Array(1600));
    });
    const recovering = { type: 'recovering', reason };
    expect(events).toMatchObject([recovering, recovering, { type: 'failed', error: { code: 'worker_lost' } }]);
    const nonsense = workerEvents.filter(({ type }) => type === 'worker_nonsense');
    expect(nonsense).toHaveLength(reason === 'worker_nonsense' ? 3 : 0);
    expect(workerEvents.filter(({ type }) => type === 'worker_died')).toHaveLength(3);
  });
});

describe('a worker under a steady load', () => {
  test('has a young generation that stays small', async () => {
    const { stream } = await start('stays-busy');
    stream.write(new Int16Array(1600));
    const { lastWords = '' } = (await worker?.exited) ?? {};
    const youngMib = Number(/young generation: (\d+)/.exec(lastWords)?.[1]) / 2 ** 20;
    expect(youngMib).toBeGreaterThan(0);
    // What it is allowed; without a bound it is 32.
    expect(youngMib).toBeLessThanOrEqual(4);
  });
});
