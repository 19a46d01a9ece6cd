import { beforeEach, describe, expect, test } from 'vitest';
import { Scheduler } from '../../src/worker/child/scheduler.ts';
import type { StreamSetup } from '../../src/worker/common/worker-setup.ts';
import type { WorkerStreamEvent } from '../../src/worker/common/worker-stream-event.ts';
import { joinAudio, ScriptedEngine, ScriptedVad, silenceAudio, unit, wordAudio } from '../scripted-engine.ts';

const second = 16_000;
const setup: StreamSetup = { rules: { endpointingMs: 640, maxSegmentMs: 10_000 }, keyTerms: [] };

let engine: ScriptedEngine;
let vads: ScriptedVad[];
let events: { readonly stream: number; readonly event: WorkerStreamEvent }[];
let deferred: (() => void)[];
let idles: number;
let proofs: number;
let scheduler: Scheduler;

beforeEach(() => {
  engine = new ScriptedEngine();
  vads = [];
  events = [];
  deferred = [];
  idles = 0;
  proofs = 0;
  scheduler = schedulerFor(engine);
});

function schedulerFor(served: ScriptedEngine): Scheduler {
  return new Scheduler({
    engine: served,
    createVad: () => {
      const vad = new ScriptedVad();
      vads.push(vad);
      return vad;
    },
    emit: (stream, event) => events.push({ stream, event }),
    defer: (callback) => deferred.push(callback),
    onProven: () => {
      proofs += 1;
    },
    onIdle: () => {
      idles += 1;
    },
  });
}

function settle(): void {
  for (let callback = deferred.shift(); callback !== undefined; callback = deferred.shift()) callback();
}

function finalsOf(stream: number): readonly string[] {
  return events.flatMap(({ stream: of, event }) =>
    of === stream && event.type === 'final' ? [event.hypothesis.words.map((word) => word.text).join(' ')] : [],
  );
}

describe('Scheduler', () => {
  test('opens nothing in the engine before the first audio', () => {
    scheduler.open(1, setup);
    settle();
    expect(engine.streams).toHaveLength(0);
    scheduler.end(1);
    expect(events).toEqual([{ stream: 1, event: { type: 'ended' } }]);
  });

  test('keeps the streams of a worker apart', () => {
    for (const stream of [1, 2]) {
      scheduler.open(stream, setup);
      scheduler.audio(stream, joinAudio(wordAudio(stream), silenceAudio(second)));
    }
    settle();
    expect([finalsOf(1), finalsOf(2)]).toEqual([['w1'], ['w2']]);
  });

  test('decodes the streams that are ready together', () => {
    for (const stream of [1, 2, 3]) {
      scheduler.open(stream, setup);
      scheduler.audio(stream, wordAudio(stream, 4 * unit));
    }
    settle();
    expect(Math.max(...engine.batches)).toBe(3);
  });

  test('lets a live stream through while another has a long file waiting', () => {
    scheduler.open(1, setup);
    scheduler.audio(1, wordAudio(1, 60 * second));
    for (let round = 0; round < 5; round += 1) deferred.shift()?.();
    scheduler.open(2, setup);
    scheduler.audio(2, joinAudio(wordAudio(2), silenceAudio(second)));
    while (finalsOf(2).length === 0) deferred.shift()?.();
    const told = events.filter(({ stream, event }) => stream === 1 && event.type === 'decoded').at(-1);
    expect(told?.event.type === 'decoded' ? told.event.samples : 0).toBeLessThan(6 * second);
  });

  test('tells how far a stream is decoded, up to its end', () => {
    scheduler.open(1, setup);
    scheduler.audio(1, joinAudio(wordAudio(1, 700), silenceAudio(2 * second)));
    settle();
    expect(events.filter(({ event }) => event.type === 'decoded').at(-1)?.event).toEqual({
      type: 'decoded',
      samples: 2 * second + 700,
    });
  });

  test.each([1000, 2 * second + 700])('tells that all %i samples are decoded before a stream ends', (samples) => {
    scheduler.open(1, setup);
    scheduler.audio(1, wordAudio(1, samples));
    scheduler.end(1);
    settle();
    expect(events.slice(-2).map(({ event }) => event)).toEqual([{ type: 'decoded', samples }, { type: 'ended' }]);
  });

  test('frees what a closed stream held and collects garbage once nobody waits', () => {
    scheduler.open(1, setup);
    scheduler.audio(1, wordAudio(1));
    settle();
    scheduler.close(1);
    scheduler.close(1);
    settle();
    expect(engine.streams.every((stream) => stream.isClosed)).toBe(true);
    expect(idles).toBe(1);
  });

  test('tells once that the engine has decoded, and not before', () => {
    scheduler.open(1, setup);
    scheduler.audio(1, wordAudio(1, unit - 1));
    settle();
    expect(events.at(-1)?.event).toEqual({ type: 'decoded', samples: unit - 1 });
    expect(proofs).toBe(0);
    scheduler.audio(1, wordAudio(1, 3 * unit));
    settle();
    expect(proofs).toBe(1);
  });

  test('warms the engine up for batches of each size, the largest first, once it has decoded and no stream is open', () => {
    const cold = new ScriptedEngine({ warmsUp: true });
    const scheduler = schedulerFor(cold);
    scheduler.open(1, setup);
    settle();
    scheduler.close(1);
    settle();
    expect(cold.warmUps).toEqual([]);
    scheduler.open(2, setup);
    scheduler.audio(2, wordAudio(1, 3 * unit));
    settle();
    expect(cold.batches).toEqual([1, 1, 1]);
    expect(cold.warmUps).toEqual([]);
    scheduler.close(2);
    settle();
    expect(cold.warmUps).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    scheduler.open(3, setup);
    scheduler.audio(3, wordAudio(1, 3 * unit));
    settle();
    scheduler.close(3);
    settle();
    expect(cold.warmUps).toHaveLength(8);
  });

  test('tells no progress backwards when kept silence passes the detector again', () => {
    scheduler.open(1, setup);
    scheduler.audio(1, silenceAudio(30 * second));
    settle();
    const told = events.flatMap(({ event }) => (event.type === 'decoded' ? [event.samples] : []));
    expect(events.some(({ event }) => event.type === 'checkpoint')).toBe(true);
    expect(told).toEqual([...new Set(told)].sort((one, other) => one - other));
    expect(told.at(-1)).toBe(30 * second);
  });

  test('goes on with a stream from where another worker began it anew', () => {
    scheduler.open(1, {
      ...setup,
      resumeFrom: { sample: 10 * second, leadInSamples: 0, isGated: false, isSpeaking: false },
    });
    scheduler.audio(1, joinAudio(wordAudio(7), silenceAudio(second)));
    settle();
    const final = events.find(({ event }) => event.type === 'final')?.event;
    expect(final).toMatchObject({ hypothesis: { words: [{ text: 'w7', startSample: 10 * second }] } });
    expect(engine.streams[0]?.renewals).toBe(1);
  });

  test('collects garbage after many renewals, because native streams are left behind', () => {
    scheduler.open(1, setup);
    for (let part = 0; part < 2; part += 1) {
      scheduler.audio(1, silenceAudio(400 * second));
      settle();
    }
    expect(idles).toBe(1);
  });

  test('says nothing more of a stream that was closed', () => {
    scheduler.open(1, setup);
    scheduler.audio(1, wordAudio(1, second));
    scheduler.close(1);
    settle();
    expect(events).toEqual([]);
  });

  test('fails a stream the engine has no room for, and no other', () => {
    for (const stream of [1, 2, 3, 4, 5]) {
      scheduler.open(stream, setup);
      scheduler.audio(stream, wordAudio(stream));
    }
    settle();
    const failed = events.filter(({ event }) => event.type === 'failed');
    expect(failed).toMatchObject([{ stream: 5, event: { error: { code: 'capacity' } } }]);
  });

  test('fails a stream that is sent more audio than it may queue', () => {
    scheduler.open(1, setup);
    for (let minute = 0; minute < 11; minute += 1) scheduler.audio(1, silenceAudio(60 * second));
    expect(events.at(-1)).toMatchObject({ stream: 1, event: { type: 'failed', error: { code: 'stream_overrun' } } });
  });

  test('uses the detector of a closed stream again', () => {
    for (let stream = 1; stream <= 10; stream += 1) {
      scheduler.open(stream, setup);
      scheduler.audio(stream, wordAudio(stream));
      settle();
      scheduler.close(stream);
      settle();
    }
    expect(vads.length).toBeLessThanOrEqual(4);
    expect(vads.reduce((sum, vad) => sum + vad.resets, 0)).toBe(10);
  });

  describe('with an engine that takes whole utterances', () => {
    beforeEach(() => {
      engine = new ScriptedEngine({ takesWholeUtterances: true });
      vads = [];
      deferred = [];
      scheduler = schedulerFor(engine);
    });

    test('decodes all audio up to the end as one utterance, whatever is silent in it, and makes no detector', () => {
      scheduler.open(1, setup);
      for (const value of [1, 2]) scheduler.audio(1, joinAudio(wordAudio(value), silenceAudio(20 * second)));
      settle();
      expect(engine.batches).toEqual([]);
      scheduler.end(1);
      settle();
      expect(finalsOf(1)).toEqual(['w1 w2']);
      expect(events.map(({ event }) => event.type).slice(-3)).toEqual(['final', 'decoded', 'ended']);
      expect(engine.batches).toEqual([1]);
      expect(vads).toEqual([]);
    });

    test('tells that all is decoded of an utterance that comes with its end', () => {
      scheduler.open(1, setup);
      scheduler.audio(1, wordAudio(1, second));
      scheduler.end(1);
      settle();
      expect(events.flatMap(({ event }) => (event.type === 'decoded' ? [event.samples] : []))).toEqual([second]);
    });

    test('answers each flush with what came since the one before, on the clock of the stream', () => {
      scheduler.open(1, setup);
      for (const value of [1, 2]) {
        scheduler.audio(1, wordAudio(value));
        scheduler.flush(1, value);
      }
      settle();
      expect(finalsOf(1)).toEqual(['w1', 'w2']);
      const finals = events.flatMap(({ event }) => (event.type === 'final' ? [event] : []));
      expect(finals[1]).toMatchObject({
        at: 2 * unit,
        hypothesis: { words: [{ startSample: unit, endSample: 2 * unit }] },
      });
      const flushed = events.flatMap(({ event }) => (event.type === 'flushed' ? [event.flushId] : []));
      expect(flushed).toEqual([1, 2]);
    });

    test('decodes no stream that was closed before its turn', () => {
      for (const stream of [1, 2]) {
        scheduler.open(stream, setup);
        scheduler.audio(stream, wordAudio(stream));
        scheduler.end(stream);
      }
      scheduler.close(1);
      settle();
      expect([finalsOf(1), finalsOf(2)]).toEqual([[], ['w2']]);
      expect(engine.batches).toEqual([1]);
    });

    test('ends a stream without audio without a word', () => {
      scheduler.open(1, setup);
      scheduler.audio(1, new Float32Array(0));
      scheduler.end(1);
      settle();
      expect(events.map(({ event }) => event.type)).toEqual(['final', 'ended']);
      expect(finalsOf(1)).toEqual(['']);
    });
  });
});
