import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameError } from '../../src/worker/common/frame.ts';
import { ReplayLog } from '../../src/worker/host/replay-log.ts';

function checkpointAt(sample: number): Parameters<ReplayLog['trim']>[0] {
  return { sample, leadInSamples: 0, isGated: false, isSpeaking: false };
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
