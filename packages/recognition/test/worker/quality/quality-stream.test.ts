import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RecognitionEvent } from '../../../src/contract/recognition-host.ts';
import { secondPassAllowanceMs } from '../../../src/worker/host/quality/second-pass-allowance.ts';
import { QualityStream, type QualityStreamOptions } from '../../../src/worker/host/quality/quality-stream.ts';
import { WorkerPool } from '../../../src/worker/host/worker-pool.ts';
import { ScriptedWorker, type ScriptedWorkerOptions, sound as rawSound } from '../scripted-worker.ts';

const second = 16_000;
const rules = { endpointingMs: 640, maxSegmentMs: 5000 };
const timeoutMs = 1500;
/** The word that ends workers of the second model. */
const poison = 20;

/** How far apart samples are that are heard as the words n and n + 1. */
const stepOfWord = 33;

function sound(word: number, samples: number): Int16Array {
  return rawSound(word * stepOfWord, samples);
}

let first: Workers;
let again: Workers;
let faults: unknown[];
let overs: number;

/** The workers of one model; they work only when they are let. */
class Workers {
  readonly all: ScriptedWorker[] = [];
  readonly pool: WorkerPool;

  constructor(options: ScriptedWorkerOptions) {
    this.pool = new WorkerPool({
      model: {
        modelId: options.engine === undefined ? 'streaming' : 'offline',
        engine: 'sherpa',
        languages: ['en'],
        languagesAreDeclared: true,
        files: { kind: 'transducer', encoder: '', decoder: '', joiner: '', tokens: '' },
      },
      size: 1,
      startWorker: (listener) => {
        const worker = new ScriptedWorker({ listener, ...options });
        this.all.push(worker);
        return Promise.resolve(worker);
      },
      onWorkerEvent: () => undefined,
      onListenerFault: (fault) => faults.push(fault),
      maxReplayMs: 90_000,
    });
  }

  async settle(): Promise<void> {
    for (let hasWorked = true; hasWorked;) {
      hasWorked = this.all.map((worker) => worker.step()).includes(true);
      await vi.advanceTimersByTimeAsync(0);
    }
  }
}

beforeEach(async () => {
  vi.useFakeTimers();
  faults = [];
  overs = 0;
  first = new Workers({});
  again = new Workers({
    poison: poison * stepOfWord,
    maxStreams: 32,
    engine: { takesWholeUtterances: true, maxStreams: 32, spell: (value) => `W${value === 9 ? 'nine' : value}.` },
  });
  await Promise.all([first.pool.load(), again.pool.load()]);
});

afterEach(async () => {
  await Promise.all([first.pool.close(), again.pool.close()]);
  vi.useRealTimers();
});

async function settle(): Promise<void> {
  await first.settle();
  await again.settle();
}

/** A session of type quality. */
class Session {
  readonly events: RecognitionEvent[] = [];
  readonly stream: QualityStream;

  constructor(options: Partial<QualityStreamOptions> = {}) {
    this.stream = new QualityStream({
      open: (listener) => first.pool.open({ endpointing: rules }, listener),
      hearAgain: (listener) => again.pool.open({}, listener),
      timeoutMs,
      longestMs: 30_000,
      rules,
      keyTerms: [],
      onEvent: (event) => this.events.push(event),
      onListenerFault: (fault) => faults.push(fault),
      onOver: () => {
        overs += 1;
      },
      ...options,
    });
  }

  /** Says words, and is silent long enough for a final. */
  say(...values: readonly number[]): this {
    for (const value of values) this.stream.write(sound(value, second / 4));
    this.stream.write(sound(0, second));
    return this;
  }

  get finals(): readonly string[] {
    return this.events.flatMap((event) =>
      event.type === 'final' ? [event.hypothesis.words.map(({ text }) => text).join(' ')] : [],
    );
  }

  get types(): readonly string[] {
    return this.events.flatMap(({ type }) => (type === 'decoded' ? [] : [type]));
  }

  get decoded(): number {
    return this.events.reduce((most, event) => (event.type === 'decoded' ? event.samples : most), 0);
  }
}

describe('QualityStream', () => {
  test('tells what the second model heard, at the times of the first, and how it is written', async () => {
    const session = new Session().say(3, 9, 4);
    session.stream.end();
    await settle();
    expect(session.finals).toEqual(['W3. Wnine. W4.']);
    expect(session.events.find(({ type }) => type === 'final')).toMatchObject({
      goesOn: false,
      hypothesis: {
        writing: { casing: 'lower', hasPunctuation: false },
        words: [
          { startSample: 0, endSample: second / 4 },
          { startSample: second / 4 + 1, endSample: second / 2 },
          { startSample: second / 2 + 1, endSample: (3 * second) / 4 },
        ],
      },
    });
    expect(session.types.at(-1)).toBe('ended');
    expect(overs).toBe(1);
  });

  test('gives each segment its own audio: nothing of its neighbours', async () => {
    const session = new Session().say(3).say(9).say(4);
    session.stream.end();
    await settle();
    expect(session.finals).toEqual(['W3.', 'Wnine.', 'W4.']);
  });

  test('gives a segment that a flush ended nothing of what came after the flush', async () => {
    const session = new Session();
    session.stream.write(sound(3, second));
    session.stream.flush(1);
    session.stream.write(sound(9, second));
    session.stream.end();
    await settle();
    expect(session.finals).toEqual(['W3.', 'Wnine.']);
    expect(session.types.filter((type) => type === 'final' || type === 'flushed')).toEqual([
      'final',
      'flushed',
      'final',
    ]);
  });

  test('holds what comes after a final until its second text is there, but not how far it is decoded', async () => {
    const session = new Session().say(3);
    session.stream.flush(7);
    session.stream.write(sound(5, second / 2));
    await first.settle();
    expect(session.finals).toEqual([]);
    expect(session.types).not.toContain('flushed');
    expect(session.decoded).toBeGreaterThan(second);
    await again.settle();
    expect(session.finals).toEqual(['W3.']);
    const tail = session.types.slice(session.types.indexOf('final'));
    expect(tail.filter((type) => type !== 'speech_start' && type !== 'speech_end')).toEqual([
      'final',
      'flushed',
      'partial',
    ]);
  });

  test('tells the streaming text when the second one is late, and takes it no more', async () => {
    const session = new Session().say(3);
    await first.settle();
    await vi.advanceTimersByTimeAsync(timeoutMs);
    expect(session.finals).toEqual([]);
    // The segment is shorter than two seconds.
    await vi.advanceTimersByTimeAsync(secondPassAllowanceMs(0, 2 * second));
    expect(session.finals).toEqual(['w3']);
    await again.settle();
    expect(session.finals).toEqual(['w3']);
    expect(again.all[0]?.streamCount).toBe(0);
  });

  test('tells the streaming text when no worker can hear again', async () => {
    await again.pool.close();
    const session = new Session().say(3).say(4);
    session.stream.end();
    await settle();
    expect(session.finals).toEqual(['w3', 'w4']);
    expect(session.types.at(-1)).toBe('ended');
  });

  test('gets the second text from another worker when the first one dies, if that is in time', async () => {
    const session = new Session().say(3);
    await first.settle();
    again.all[0]?.kill();
    await vi.advanceTimersByTimeAsync(1000);
    await settle();
    expect(session.finals).toEqual(['W3.']);
    expect(session.types).not.toContain('recovering');
  });

  test('tells the streaming text when its audio keeps ending workers', async () => {
    const session = new Session().say(poison).say(3);
    await first.settle();
    for (let step = 0; step < 20; step += 1) {
      await again.settle();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(session.finals[0]).toBe(`w${poison}`);
    session.stream.end();
    await settle();
    await vi.advanceTimersByTimeAsync(timeoutMs);
    expect(session.finals).toHaveLength(2);
    expect(session.types.at(-1)).toBe('ended');
  });

  test('says that no more is decoded while two segments wait, so that who sends a file waits, too', async () => {
    const session = new Session().say(3).say(4).say(5);
    await first.settle();
    const before = session.decoded;
    expect(before).toBeLessThan(3 * second);
    await settle();
    expect(session.decoded).toBe(3.75 * second);
  });

  test('tells the oldest of too many waiting segments with its streaming text', async () => {
    const session = new Session();
    for (let value = 1; value <= 9; value += 1) session.say(value);
    await first.settle();
    expect(session.finals).toEqual(['w1']);
    await again.settle();
    expect(session.finals.slice(1, 3)).toEqual(['W2.', 'W3.']);
  });

  test('keeps the streaming text of a segment that is too long for the second model', async () => {
    const session = new Session({ longestMs: 500 }).say(3).say(4, 5);
    session.stream.end();
    await settle();
    expect(session.finals).toEqual(['w3', 'w4 w5']);
  });

  test('tells a failure after the finals that were heard', async () => {
    const session = new Session().say(3);
    await first.settle();
    await first.pool.close();
    expect(session.finals).toEqual(['w3']);
    expect(session.types.at(-1)).toBe('failed');
    expect(overs).toBe(1);
  });

  test('tells nothing after it was closed, and leaves no stream and no timer', async () => {
    const session = new Session().say(3).say(4);
    await first.settle();
    session.stream.close();
    session.stream.close();
    session.stream.write(sound(1, 10));
    session.stream.flush(1);
    session.stream.end();
    const told = session.events.length;
    await settle();
    await vi.advanceTimersByTimeAsync(timeoutMs);
    expect(session.events).toHaveLength(told);
    expect([first.all[0]?.streamCount, again.all[0]?.streamCount]).toEqual([0, 0]);
    expect(overs).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('closes a stream whose listener throws at a second text', async () => {
    const fault = new Error('listener');
    const session = new Session({
      onEvent: ({ type }) => {
        if (type === 'final') throw fault;
      },
    }).say(3);
    await settle();
    expect(faults).toEqual([fault]);
    expect(overs).toBe(1);
    session.stream.end();
    expect(first.all[0]?.streamCount).toBe(0);
  });

  test('tells the same in the same order as a fast stream but for the words, however slow the second model is', async () => {
    const steps = fc.array(fc.constantFrom('say', 'flush', 'first', 'again', 'late'), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        const session = new Session();
        const plain: RecognitionEvent[] = [];
        const fast = first.pool.open({ endpointing: rules }, (event) => plain.push(event));
        let count = 0;
        for (const step of plan) {
          count += 1;
          if (step === 'say') {
            session.say(count);
            fast.write(sound(count, second / 4));
            fast.write(sound(0, second));
          } else if (step === 'flush') for (const stream of [session.stream, fast]) stream.flush(count);
          else if (step === 'first') await first.settle();
          else if (step === 'again') await again.settle();
          else await vi.advanceTimersByTimeAsync(timeoutMs);
        }
        for (const stream of [session.stream, fast]) stream.end();
        await settle();
        const shapeOf = (events: readonly RecognitionEvent[]): readonly string[] =>
          events.flatMap((event) => {
            if (event.type === 'partial' || event.type === 'decoded') return [];
            if (event.type !== 'final') return [JSON.stringify(event)];
            return [event.hypothesis.words.map(({ startSample }) => startSample).join()];
          });
        expect(shapeOf(session.events)).toEqual(shapeOf(plain));
        expect(session.decoded).toBe(
          plain.reduce((most, event) => (event.type === 'decoded' ? event.samples : most), 0),
        );
      }),
      { numRuns: 30 },
    );
  });
});
