import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RecognitionEvent } from '../../src/contract/recognition-host.ts';
import { leadInMs } from '../../src/endpointing/endpoint-rules.ts';
import { Run } from './replayed-run.ts';
import { shiftedBy, unit } from '../scripted-engine.ts';
import { sound } from './scripted-worker.ts';

const second = 16_000;
const rules = { endpointingMs: 640, maxSegmentMs: 3000 };
const leadInSamples = (leadInMs / 1000) * second;

/** Long enough together that streams begin anew, in silence and between utterances. */
const shape = fc.oneof(
  fc.record({ isSpeech: fc.boolean(), length: fc.integer({ min: 1, max: 2 * unit }) }),
  fc.record({ isSpeech: fc.boolean(), length: fc.integer({ min: 1, max: 6 * second }) }),
  fc.record({ isSpeech: fc.constant(false), length: fc.integer({ min: 10 * second, max: 30 * second }) }),
);
const rest = fc.record({
  flushes: fc.integer({ min: 0, max: 2 }),
  chunk: fc.integer({ min: 100, max: 8000 }),
  work: fc.integer({ min: 0, max: 30 }),
});
const piece = fc.tuple(shape, rest).map(([one, other]) => ({ ...one, ...other }));
type Piece = typeof piece extends fc.Arbitrary<infer Value> ? Value : never;

function play(run: Run, pieces: readonly Piece[]): Run {
  let flushId = 0;
  pieces.forEach(({ isSpeech, length, flushes, chunk, work }, index) => {
    for (let written = 0; written < length; written += chunk) {
      run.stream.write(sound(isSpeech ? (index + 1) * 100 : 0, Math.min(chunk, length - written)));
      run.work(work);
    }
    for (let count = 0; count < flushes; count += 1) {
      run.stream.flush(flushId);
      flushId += 1;
    }
  });
  run.stream.end();
  return run.work();
}

describe('a stream that outlives its workers', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('tells what it would have told, wherever workers die, and however the audio comes', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 2 }),
        (pieces, lives) => {
          const whole = play(new Run(), pieces);
          const interrupted = play(new Run(lives), pieces);
          expect(interrupted.certain).toEqual(whole.certain);
          expect(interrupted.of('recovering').length).toBe(interrupted.deaths);
          expect(isOrdered(interrupted)).toBe(true);
        },
      ),
      { numRuns: 100, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true },
    );
  }, 60_000);

  test('loses no word and tells none twice although workers end while segments are cut, and others hear words a little shifted', () => {
    const phrase = fc.record({
      words: fc.array(fc.integer({ min: 1000, max: 8000 }), { minLength: 1, maxLength: 20 }),
      silence: fc.oneof(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 4 * second })),
      hasFlush: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(phrase, { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 2 }),
        fc.oneof(fc.constant([0, 0]), fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 2, maxLength: 2 })),
        fc.integer({ min: 0, max: 40 }),
        (phrases, lives, shifts, work) => {
          const tell = (run: Run): Run => {
            let word = 0;
            phrases.forEach(({ words, silence, hasFlush }, index) => {
              for (const samples of words) {
                word += 1;
                run.stream.write(sound(word * 33, samples));
                run.work(work);
              }
              if (hasFlush) run.stream.flush(index);
              run.stream.write(sound(0, silence));
              run.work(work);
            });
            run.stream.end();
            return run.work();
          };
          const whole = tell(new Run());
          const interrupted = tell(
            new Run(lives, { engines: [{}, ...shifts.map((samples) => ({ mishear: shiftedBy(samples) }))] }),
          );
          // Where a segment is cut that nobody has been told of, is decided by whoever hears it.
          expect(interrupted.words.join(' ')).toBe(whole.words.join(' '));
          expect(withoutFinals(interrupted.certain)).toEqual(withoutFinals(whole.certain));
          if (shifts.every((samples) => samples === 0)) expect(interrupted.certain).toEqual(whole.certain);
          expect(interrupted.of('recovering').length).toBe(interrupted.deaths);
        },
      ),
      { numRuns: 40, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true },
    );
  }, 60_000);

  test('loses no final where a request follows right behind a cut, wherever workers end', () => {
    // As many as it takes until the segment is as long as it may be.
    const frames = Math.ceil(((rules.maxSegmentMs / 1000) * second) / unit);
    const speak = (lives: readonly number[]): Run => {
      const run = new Run(lives);
      for (let word = 1; word <= frames; word += 1) run.stream.write(sound(word * 33, unit));
      run.stream.flush(1);
      run.stream.end();
      return run.work();
    };
    const whole = speak([]);
    expect(whole.words).toHaveLength(2);
    let deaths = 0;
    for (let life = whole.events.length - 20; life <= whole.events.length + 2; life += 1) {
      const run = speak([life]);
      expect(run.certain).toEqual(whole.certain);
      deaths += run.deaths;
    }
    expect(deaths).toBeGreaterThanOrEqual(20);
  });

  test('tells every event once when the worker dies between any two of them', () => {
    const pieces: Piece[] = [
      { isSpeech: true, length: 5 * unit, flushes: 1, chunk: 1600, work: 5 },
      { isSpeech: false, length: second, flushes: 0, chunk: 1600, work: 5 },
      { isSpeech: true, length: 5 * unit, flushes: 0, chunk: 1600, work: 5 },
      { isSpeech: false, length: 13 * second, flushes: 2, chunk: 1600, work: 5 },
      { isSpeech: true, length: 9 * unit, flushes: 0, chunk: 1600, work: 5 },
    ];
    const whole = play(new Run(), pieces);
    for (let life = 0; life <= whole.events.length + 2; life += 1) {
      const run = play(new Run([life]), pieces);
      expect(run.certain).toEqual(whole.certain);
      expect(isOrdered(run)).toBe(true);
    }
  }, 60_000);

  test('wakes its worker seldom while it is silent for long, and lets it have all before a flush and before the end', () => {
    const run = new Run();
    const tenth = second / 10;
    let writes = 0;
    const silent = (tenths: number): void => {
      for (let count = 0; count < tenths; count += 1) {
        const given = run.worker.givenSamples;
        run.stream.write(sound(0, tenth));
        vi.advanceTimersByTime(100);
        run.work();
        if (run.worker.givenSamples > given) writes += 1;
      }
    };
    silent(60);
    // Of the first 2 s each chunk, then twice a second.
    expect(writes).toBe(20 + 8);
    silent(3);
    expect(run.worker.givenSamples).toBe(6 * second);
    expect(run.of('decoded').at(-1)).toEqual({ type: 'decoded', samples: 6 * second });
    run.stream.flush(1);
    run.work();
    expect(run.worker.givenSamples).toBe(6.3 * second);
    expect(run.of('flushed')).toHaveLength(1);
    silent(2);
    run.stream.end();
    run.work();
    expect(run.worker.givenSamples).toBe(6.5 * second);
    expect(run.events.at(-1)).toEqual({ type: 'ended' });
  });

  test('gives its worker speech at once with the silence that was held', () => {
    const run = new Run();
    for (let count = 0; count < 43; count += 1) run.stream.write(sound(0, second / 10));
    run.work();
    expect(run.worker.givenSamples).toBe(4 * second);
    run.stream.write(sound(33, 3 * unit));
    expect(run.worker.givenSamples).toBe(4.3 * second + 3 * unit);
    run.work();
    expect(run.of('speech_start')).toHaveLength(1);
  });

  test('gives another worker what it had held back for the first, once', () => {
    const run = new Run();
    for (let count = 0; count < 43; count += 1) run.stream.write(sound(0, second / 10));
    run.work().kill();
    run.stream.write(sound(0, second / 10));
    run.replace().work();
    expect(run.worker.givenSamples).toBe(4.4 * second);
    run.stream.write(sound(0, second));
    expect(run.worker.givenSamples).toBe(5.4 * second);
  });

  test('is not to blame for the loss of a worker that has done all but what is held back', () => {
    const run = new Run();
    for (let count = 0; count < 43; count += 1) run.stream.write(sound(0, second / 10));
    run.work().kill().replace().work();
    expect(run.of('recovering')).toHaveLength(1);
    expect(run.cleared).toEqual([]);
  });

  test('says that it recovers, with the reason, once for each loss', () => {
    const run = new Run([0]);
    run.stream.write(sound(5, second));
    run.work();
    expect(run.of('recovering')).toEqual([{ type: 'recovering', reason: 'worker_lost' }]);
  });

  test('hears only what follows the newest checkpoint again', () => {
    const run = new Run();
    for (let count = 0; count < 60; count += 1) run.stream.write(sound(0, second));
    run.work();
    expect(run.stream.keptSamples).toBeLessThan(22 * second + leadInSamples);
    run.kill().replace().work();
    expect(run.worker.givenSamples).toBeLessThan(22 * second + leadInSamples);
    expect(run.replayed).toBe(run.worker.givenSamples);
  });

  test('cuts an utterance when more would have to be kept than its bound, and loses nothing', () => {
    const run = new Run([], { maxReplayMs: 10_000 });
    for (let count = 0; count < 600; count += 1) {
      run.stream.write(sound(7, 1600));
      run.work();
      expect(run.stream.keptSamples).toBeLessThanOrEqual(10.5 * second + leadInSamples);
    }
    expect(run.of('flushed')).toEqual([]);
    run.stream.end();
    run.work();
    const heard = run.of('final').flatMap(({ hypothesis }) => hypothesis.words);
    expect(heard.reduce((sum, { startSample, endSample }) => sum + endSample - startSample, 0)).toBe(60 * second);
  });

  test('keeps little of many flushes and of very short chunks', () => {
    const run = new Run();
    for (let flushId = 0; flushId < 5000; flushId += 1) {
      run.stream.write(sound(7, 10));
      run.stream.flush(flushId);
      run.work();
    }
    expect(run.of('flushed')).toHaveLength(5000);
    expect(run.stream.keptSamples).toBeLessThan(11_000 + leadInSamples);
    expect(run.kill().replace().worker.givenFlushes).toBeLessThan(1100);
  });

  test('keeps no flush that cuts nothing', () => {
    const run = new Run();
    for (let flushId = 0; flushId < 3000; flushId += 1) {
      run.stream.flush(flushId);
      run.work();
    }
    expect(run.of('flushed')).toHaveLength(3000);
    expect(run.kill().replace().worker.givenFlushes).toBe(0);
  });

  test('closes a partial that was told although another worker hears no word there', () => {
    const run = new Run();
    const shown = { type: 'partial', hypothesis: { words: [{ text: 'a', startSample: 0, endSample: 1 }] } } as const;
    run.stream.write(sound(0, 4 * second));
    run.stream.onEvent({ ...shown, at: 10 });
    run.kill().replace();
    run.stream.onEvent({ type: 'final', hypothesis: { words: [] }, goesOn: false, at: 20 });
    run.stream.onEvent({ type: 'final', hypothesis: { words: [] }, goesOn: false, at: 30 });
    expect(run.of('final')).toEqual([{ type: 'final', hypothesis: { words: [] }, goesOn: false }]);
  });

  test('takes audio, flushes and the end while it waits', () => {
    const run = new Run();
    run.stream.write(sound(33, 5 * unit));
    run.kill();
    run.stream.write(sound(66, 5 * unit));
    run.stream.flush(3);
    run.stream.end();
    run.replace().work();
    expect(run.of('flushed')).toEqual([{ type: 'flushed', flushId: 3 }]);
    expect(run.events.at(-1)).toEqual({ type: 'ended' });
    expect(run.words).toEqual(['w1 w2']);
  });

  test('says nothing after it was closed, whether it has a worker or waits', () => {
    const run = new Run();
    run.stream.write(sound(5, second));
    run.kill();
    const told = run.events.length;
    run.stream.close();
    run.stream.close();
    vi.advanceTimersByTime(120_000);
    expect(run.events).toHaveLength(told);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is closed when its listener throws, and tells the fault', () => {
    const fault = new Error('listener');
    const run = new Run([], {
      onEvent: () => {
        throw fault;
      },
    });
    run.stream.write(sound(5, second));
    run.work();
    expect(run.events).toHaveLength(1);
    expect(run.faults).toEqual([fault]);
    expect(run.worker.streamCount).toBe(0);
  });

  test('believes no end that was not asked for', () => {
    const run = new Run();
    expect(() => {
      run.stream.onEvent({ type: 'ended' });
    }).toThrow(/before it was asked/);
  });
});

function withoutFinals(events: readonly RecognitionEvent[]): readonly RecognitionEvent[] {
  return events.filter(({ type }) => type !== 'final');
}

/** No partial of what is final already, nothing decoded twice, nothing after the end. */
function isOrdered(run: Run): boolean {
  let finalEnd = 0;
  let decoded = 0;
  for (const [index, event] of run.events.entries()) {
    if (event.type === 'decoded') {
      if (event.samples <= decoded) return false;
      decoded = event.samples;
    } else if (event.type === 'partial' || event.type === 'final') {
      if (event.hypothesis.words.some(({ startSample }) => startSample < finalEnd)) return false;
      if (event.type === 'final') finalEnd = event.hypothesis.words.at(-1)?.endSample ?? finalEnd;
    } else if (event.type === 'ended' && index !== run.events.length - 1) return false;
  }
  return true;
}
