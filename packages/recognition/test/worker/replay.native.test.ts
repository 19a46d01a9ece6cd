import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecording, tellLeftOut, testAssets, until } from '@steno/testkit';
import type { RecognitionEvent, RecognitionStream } from '../../src/contract/recognition-host.ts';
import { findModels } from '../../src/models/index.ts';
import { LocalHost } from '../../src/worker/host/local-host.ts';
import type { WorkerEvent } from '../../src/worker/host/worker-event.ts';

const assets = testAssets();
if (assets === undefined) tellLeftOut('the tests of lost workers', 'no model for tests');

const rules = { endpointingMs: 700, maxSegmentMs: 30_000 };
const second = 16_000;
/** Audio at which a flush is asked for, so that some of the cuts are the session's. */
const flushedAt = [3 * second, 14.5 * second, 27 * second];
/** Chunks as a client sends them. */
const chunkSamples = 1600;
const killedRuns = 10;
const seed = Number(process.env['STENO_TEST_SEED'] ?? Date.now() % 100_000);

/** Who dies when: told each event before it is taken. */
type Disturb = (event: RecognitionEvent, index: number) => void;

describe.skipIf(assets === undefined)('a stream whose worker is lost', () => {
  let host: LocalHost;
  let pid = 0;
  const workerEvents: WorkerEvent[] = [];
  let audio: Int16Array = new Int16Array(0);
  let whole: readonly RecognitionEvent[] = [];

  beforeAll(async () => {
    if (assets === undefined) return;
    const pause = new Int16Array(2.5 * second);
    const recordings = ['jfk.flac', 'ls-test-clean-1089-134691-0001.flac', 'jfk.flac', 'jfk.flac'];
    const parts: Int16Array[] = [];
    for (const name of recordings) parts.push((await readRecording(assets, name)).samples, pause);
    audio = Int16Array.from(parts.flatMap((part) => [...part]));
    const { models } = await findModels([join(assets.modelsDir, 'zipformer-en-tiny')]);
    host = new LocalHost({
      models,
      workersPerModel: 1,
      workerTimeoutMs: 2000,
      poolTimes: { firstRetryMs: 20 },
      onWorkerEvent: (event) => {
        workerEvents.push(event);
        if (event.type !== 'worker_started') return;
        pid = event.pid;
      },
    });
    await host.start();
    whole = await hear();
  });

  afterAll(async () => {
    if (assets !== undefined) await host.close();
  });

  /** Sends all of it at once and hears to the end. */
  function hear(disturb: Disturb = () => undefined, atEnd: (stream: RecognitionStream) => void = () => undefined) {
    return new Promise<readonly RecognitionEvent[]>((resolve) => {
      const events: RecognitionEvent[] = [];
      const stream = host.open({ language: 'en', endpointing: rules }, (event) => {
        disturb(event, events.length);
        events.push(event);
        if (event.type === 'ended' || event.type === 'failed') resolve(events);
      });
      for (let start = 0; start < audio.length; start += chunkSamples) {
        stream.write(audio.slice(start, start + chunkSamples));
        const flushId = flushedAt.findIndex((sample) => sample >= start && sample < start + chunkSamples);
        if (flushId >= 0) stream.flush(flushId);
      }
      stream.end();
      atEnd(stream);
    });
  }

  function kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    try {
      process.kill(pid, signal);
    } catch {
      // ESRCH: it has died meanwhile.
    }
  }

  /** All but what may come in other pieces. */
  function certain(events: readonly RecognitionEvent[]): readonly RecognitionEvent[] {
    return events.filter(({ type }) => type !== 'partial' && type !== 'decoded' && type !== 'recovering');
  }

  function recoveries(events: readonly RecognitionEvent[]): number {
    return events.filter(({ type }) => type === 'recovering').length;
  }

  it('is heard in whole, in several utterances and with its flushes answered, when nothing is lost', () => {
    expect(whole.filter(({ type }) => type === 'final').length).toBeGreaterThanOrEqual(6);
    expect(whole.filter(({ type }) => type === 'flushed')).toHaveLength(flushedAt.length);
    expect(whole.at(-1)).toEqual({ type: 'ended' });
    expect(host.replayFigures).toMatchObject({ replayedStreams: 0, keptSamples: 0 });
  });

  it(`tells the same words at the same times wherever its worker is killed (seed ${seed})`, async () => {
    let state = seed;
    for (let run = 0; run < killedRuns; run += 1) {
      state = (state * 48_271 + 11) % 2_147_483_647;
      const killedAt = state % (whole.length - 1);
      const killed = pid;
      const events = await hear((_, index) => {
        if (index === killedAt) kill();
      });
      expect(certain(events), `killed at event ${killedAt}`).toEqual(certain(whole));
      expect(recoveries(events)).toBeLessThanOrEqual(1);
      // One killed at the end of a stream may have told all of it before; the next stream must not come to it.
      await until(() => pid !== killed, 'another worker');
    }
    expect(host.replayFigures.replayedStreams).toBeGreaterThan(killedRuns / 2);
    // Checkpoints spare some of it.
    const { replayedSamples, replayedStreams } = host.replayFigures;
    expect(replayedSamples / replayedStreams).toBeLessThan(audio.length);
  });

  it('goes on when the next worker is killed, too', async () => {
    const first = pid;
    let kills = 0;
    const events = await hear(({ type }) => {
      const isNext = kills === 1 && pid !== first && type !== 'ended';
      if (!isNext && (type !== 'final' || kills > 0)) return;
      kills += 1;
      kill();
    });
    expect(kills).toBe(2);
    expect(certain(events)).toEqual(certain(whole));
    expect(recoveries(events)).toBe(2);
  });

  it('goes on when its worker is stopped and answers no more', async () => {
    let isStopped = false;
    const events = await hear(({ type }) => {
      if (type === 'final' && !isStopped) kill('SIGSTOP');
      isStopped ||= type === 'final';
    });
    expect(certain(events)).toEqual(certain(whole));
    expect(events.filter(({ type }) => type === 'recovering')).toEqual([{ type: 'recovering', reason: 'worker_hung' }]);
    expect(workerEvents.map(({ type }) => type)).toContain('worker_hung');
  });

  it('answers each flush once when its worker is killed at a flush', async () => {
    let kills = 0;
    const events = await hear((event) => {
      if (event.type !== 'flushed' || event.flushId !== 1) return;
      kills += 1;
      kill();
    });
    expect(kills).toBe(1);
    expect(certain(events)).toEqual(certain(whole));
  });

  it('ends when its worker is killed after the end was said', async () => {
    const events = await hear(undefined, () => {
      kill();
    });
    expect(certain(events)).toEqual(certain(whole));
    expect(recoveries(events)).toBe(1);
  });

  it('finds the worker at its last frames: killed when the last final is told', async () => {
    const finals = whole.filter(({ type }) => type === 'final').length;
    let told = 0;
    const events = await hear(({ type }) => {
      if (type === 'final') told += 1;
      if (type === 'final' && told === finals) kill();
    });
    expect(certain(events)).toEqual(certain(whole));
  });
});
