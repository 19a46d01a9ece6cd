import { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FrameChannel } from '../../src/worker/common/frame-channel.ts';
import { type Frame, frameTypes } from '../../src/worker/common/frame.ts';
import { WorkerLink } from '../../src/worker/host/worker-link.ts';

const rules = { endpointingMs: 640, maxSegmentMs: 3000 };
const ready = { maxStreams: 4, writing: { casing: 'lower', hasPunctuation: false }, loadMs: 1 };
const load = { busyMs: 300, cpuMs: 250, rssBytes: 1e8 };

/** Two ends of a pipe within this process. */
function pipePair(): readonly [Duplex, Duplex] {
  const make = (other: () => Duplex): Duplex =>
    new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        other().push(Buffer.from(chunk));
        done();
      },
    });
  const one: Duplex = make(() => two);
  const two: Duplex = make(() => one);
  return [one, two];
}

let link: WorkerLink;
let worker: FrameChannel;
let asked: Frame[];

/** What was written has arrived. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] });
  const [hostEnd, workerEnd] = pipePair();
  asked = [];
  worker = new FrameChannel(
    workerEnd,
    (frame) => asked.push(frame),
    () => undefined,
  );
  const nothing = (): void => undefined;
  link = new WorkerLink(hostEnd, { timeoutMs: 10_000, onReady: nothing, onProven: nothing, onBroken: nothing });
  worker.sendJson(frameTypes.ready, 0, ready);
  await settle();
});

afterEach(() => {
  link.close();
  vi.useRealTimers();
});

/** The next heartbeat, and its answer. */
async function beat(answer?: unknown): Promise<void> {
  await vi.advanceTimersByTimeAsync(1000);
  if (answer === undefined) worker.sendBytes(frameTypes.pong, 0);
  else worker.sendJson(frameTypes.pong, 0, answer);
  await settle();
}

function open(setup: Parameters<WorkerLink['openStream']>[1] = { rules, keyTerms: [] }): void {
  link.openStream({ endSample: 1e9, onEvent: () => undefined, onLost: () => undefined }, setup);
}

describe('a link to a worker', () => {
  test('tells what the worker has used, with the audio it had decoded by then', async () => {
    open();
    open();
    expect(link.work).toBeUndefined();
    worker.sendJson(frameTypes.event, 1, { type: 'decoded', samples: 1600 });
    worker.sendJson(frameTypes.event, 2, { type: 'decoded', samples: 4800 });
    worker.sendJson(frameTypes.event, 1, { type: 'decoded', samples: 3200 });
    await beat(load);
    expect(link.work).toEqual({ ...load, decodedSamples: 8000 });
    worker.sendJson(frameTypes.event, 1, { type: 'decoded', samples: 9000 });
    await settle();
    expect(link.work?.decodedSamples).toBe(8000);
  });

  test('counts of a stream that goes on from a checkpoint what is heard from there, with the lead-in', async () => {
    const resumeFrom = { sample: 50_000, leadInSamples: 10_000, isGated: false, isSpeaking: false };
    open({ rules, keyTerms: [], resumeFrom });
    worker.sendJson(frameTypes.event, 1, { type: 'decoded', samples: 56_000 });
    await beat(load);
    expect(link.work?.decodedSamples).toBe(16_000);
  });

  test('knows nothing of what is used by a worker that does not tell', async () => {
    open();
    await beat();
    expect(link.work).toBeUndefined();
    expect(link.isBroken).toBe(false);
  });
});
