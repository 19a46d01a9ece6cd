import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecording, tellLeftOut, testAssets } from '@steno/testkit';
import { findModels } from '../../src/models/index.ts';
import { startWorker, type WorkerProcess } from '../../src/worker/host/worker-process.ts';

const assets = process.platform === 'linux' ? testAssets() : undefined;
if (assets === undefined) tellLeftOut('the test of what a worker keeps', 'no model for tests, or no Linux');

const second = 16_000;
const rules = { endpointingMs: 700, maxSegmentMs: 30_000 };
const streamsAtOnce = 4;
const renewalsOfStream = 4;
/** The share of what it had by which a worker may grow. Measured: 0.005; one that keeps what was begun anew 0.14. */
const maxGrowth = 0.05;
/** How often it is looked whether it has found its level. Chosen: a leak grows by more than the bound each time. */
const maxRounds = 4;

describe.skipIf(assets === undefined)('a worker whose streams begin anew and end again and again', () => {
  let worker: WorkerProcess;
  let speech = new Int16Array(0);

  beforeAll(async () => {
    if (assets === undefined) return;
    const [model] = (await findModels([join(assets.modelsDir, 'zipformer-en-tiny')])).models;
    if (model === undefined) throw new Error('the model for tests is not found');
    worker = await startWorker({
      setup: { model, takesKeyTerms: false },
      startTimeoutMs: 60_000,
      workerTimeoutMs: 60_000,
      onProven: () => undefined,
      onBroken: () => undefined,
    });
    speech = (await readRecording(assets, 'jfk.flac')).samples.slice(0, 1.2 * second);
  });

  afterAll(async () => {
    if (assets !== undefined) await worker.close();
  });

  /** One stream from its beginning to its end. @returns how often it began anew. */
  function hear(): Promise<number> {
    return new Promise((resolve, reject) => {
      let renewals = 0;
      const listener = {
        endSample: renewalsOfStream * speech.length,
        onEvent: ({ type }: { readonly type: string }) => {
          if (type === 'checkpoint') renewals += 1;
          if (type === 'ended') resolve(renewals);
        },
        onLost: reject,
      };
      const stream = worker.openStream(listener, { rules, keyTerms: [] });
      for (let id = 0; id < renewalsOfStream; id += 1) {
        stream.write(speech);
        stream.flush({ id, flushId: undefined, mustRenew: true, isTold: false, isAnswered: false });
      }
      stream.end();
    });
  }

  async function hearStreams(count: number): Promise<number> {
    let renewals = 0;
    for (let done = 0; done < count; done += streamsAtOnce) {
      const heard = await Promise.all(Array.from({ length: streamsAtOnce }, hear));
      renewals += heard.reduce((sum, one) => sum + one, 0);
    }
    return renewals;
  }

  function rssMib(): number {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))?.[1]) / 1024;
  }

  it('finds a level and keeps it', { timeout: 240_000 }, async () => {
    await hearStreams(8);
    // What it takes once, such as the memory for batches that it is warmed up for when it is idle, ends; a leak does not.
    const growths: number[] = [];
    for (let round = 0; round < maxRounds && !growths.some((growth) => growth < maxGrowth); round += 1) {
      const before = rssMib();
      expect(await hearStreams(16)).toBe(16 * renewalsOfStream);
      growths.push(rssMib() / before - 1);
    }
    expect(Math.min(...growths)).toBeLessThan(maxGrowth);
  });
});
