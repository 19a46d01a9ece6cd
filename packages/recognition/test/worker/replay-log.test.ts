import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameError } from '../../src/worker/common/frame.ts';
import { ReplayLog } from '../../src/worker/host/replay-log.ts';

function checkpointAt(sample: number, leadInSamples = 0): Parameters<ReplayLog['trim']>[0] {
  return { sample, leadInSamples, isGated: false, isSpeaking: false };
}

function samplesOf(log: ReplayLog): readonly number[] {
  return log.items.flatMap((item) => (item.type === 'audio' ? [...item.samples] : []));
}

describe('ReplayLog', () => {
  test('holds what follows the newest checkpoint, whatever the chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 12 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
        (lengths, shares) => {
          const log = new ReplayLog();
          let position = 0;
          for (const length of lengths) {
            log.append(Int16Array.from({ length }, (_, index) => position + index));
            position += length;
          }
          for (const share of shares) {
            const sample = log.startSample + Math.floor(share * (position - log.startSample));
            log.trim(checkpointAt(sample));
          }
          expect(log.endSample).toBe(position);
          expect(samplesOf(log)).toEqual(
            Array.from({ length: position - log.startSample }, (_, index) => log.startSample + index),
          );
        },
      ),
    );
  });

  test('keeps the lead-in of a checkpoint before it, but neither its requests nor its ends', () => {
    const log = new ReplayLog();
    for (const [index, length] of [1000, 5, 7, 2000].entries()) {
      log.append(new Int16Array(length).fill(index + 1));
      log.answer(log.mark(index).id);
    }
    log.noteEnd({ at: 1012, sample: 1000 });
    log.noteEnd({ at: 2000, sample: 2000 });
    log.noteEnd({ at: 2000, sample: 2000 });
    expect(log.ends).toHaveLength(2);
    log.trim(checkpointAt(1012, 13));
    expect(log.startSample).toBe(1012);
    expect(log.endSample).toBe(3012);
    expect(log.keptSamples).toBe(2013);
    expect(log.ends).toEqual([{ at: 2000, sample: 2000 }]);
    expect(samplesOf(log).slice(0, 14)).toEqual([1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4]);
    // Requests are gone that divided short pieces, and these are one now.
    expect(log.items).toHaveLength(2);
  });

  test('takes no checkpoint whose lead-in is not kept any more, nor one within it', () => {
    const log = new ReplayLog();
    log.append(new Int16Array(3000));
    log.trim(checkpointAt(1000, 500));
    for (const wrong of [checkpointAt(1200, 701), checkpointAt(999, 0), checkpointAt(3001, 100)]) {
      expect(() => {
        log.trim(wrong);
      }).toThrow(FrameError);
    }
    log.trim(checkpointAt(1200, 700));
    expect(log.keptSamples).toBe(2500);
  });

  test('shares what short pieces are copied into, although requests divide them', () => {
    const log = new ReplayLog();
    for (let count = 0; count < 100; count += 1) {
      log.append(Int16Array.of(count));
      log.mark(count);
    }
    const buffers = log.items.flatMap((item) => (item.type === 'audio' ? [item.samples.buffer] : []));
    expect(buffers).toHaveLength(100);
    expect(new Set(buffers).size).toBe(1);
    expect(samplesOf(log)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test('leaves audio it has given away as it is', () => {
    const log = new ReplayLog();
    log.append(Int16Array.of(1, 2));
    const [item] = log.items;
    log.append(Int16Array.of(3));
    expect(item).toEqual({ type: 'audio', samples: Int16Array.of(1, 2) });
  });

  test('keeps answered marks until a checkpoint, because they cut utterances', () => {
    const log = new ReplayLog();
    log.append(new Int16Array(1000));
    const first = log.mark(7);
    log.append(new Int16Array(1000));
    log.mark(8);
    log.answer(first.id);
    expect(log.items.map(({ type }) => type)).toEqual(['audio', 'mark', 'audio', 'mark']);
    log.trim(checkpointAt(1000));
    expect(log.items.map(({ type }) => type)).toEqual(['audio', 'mark']);
    expect(log.hasOpenMarks).toBe(true);
  });

  test('asks for all marks again when another worker gets it', () => {
    const log = new ReplayLog();
    log.append(new Int16Array(1000));
    const mark = log.mark(7);
    log.answer(mark.id);
    log.rewind();
    expect(log.answer(mark.id)).toBe(mark);
  });

  test('believes no answer that is not the next, and no checkpoint that cannot be', () => {
    const log = new ReplayLog();
    log.append(new Int16Array(1000));
    const first = log.mark(7);
    const second = log.mark(8);
    expect(() => log.answer(second.id)).toThrow(FrameError);
    expect(() => {
      log.trim(checkpointAt(1001));
    }).toThrow(FrameError);
    log.append(new Int16Array(1000));
    expect(() => {
      log.trim(checkpointAt(1500));
    }).toThrow(FrameError);
    log.answer(first.id);
    log.answer(second.id);
    expect(() => log.answer(second.id)).toThrow(FrameError);
    log.trim(checkpointAt(1500));
    expect(() => {
      log.trim(checkpointAt(1499));
    }).toThrow(FrameError);
  });
});
