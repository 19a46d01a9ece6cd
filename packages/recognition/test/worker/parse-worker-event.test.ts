import { describe, expect, test } from 'vitest';
import { FrameError } from '../../src/worker/common/frame.ts';
import { parseWorkerEvent, parseWorkerLoad, parseWorkerReady } from '../../src/worker/host/parse-worker-event.ts';

const word = { text: 'secret', startSample: 10, endSample: 20, confidence: 0.5 };
const final = { type: 'final', hypothesis: { words: [word], stability: 0.5 }, goesOn: false, at: 100 };
const checkpoint = { sample: 50, leadInSamples: 50, isGated: false, isSpeaking: true };

describe('parseWorkerEvent', () => {
  test.each([
    final,
    { ...final, goesOn: true, end: { at: 100, sample: 60 } },
    { type: 'partial', hypothesis: { words: [], stableWords: 0 }, at: 100 },
    { type: 'speech_start', sample: 0, at: 100 },
    { type: 'speech_end', sample: 7, at: 8 },
    { type: 'decoded', samples: 100 },
    { type: 'flushed', flushId: 500 },
    { type: 'checkpoint', checkpoint },
    { type: 'ended' },
  ])('takes what a worker may tell: $type', (event) => {
    expect(parseWorkerEvent(event, 100)).toEqual(event);
  });

  test('makes an error whole again', () => {
    const event = parseWorkerEvent({ type: 'failed', error: { code: 'capacity', message: 'full' } }, 0);
    expect(event).toMatchObject({
      type: 'failed',
      error: { name: 'RecognitionError', code: 'capacity', retryable: true },
    });
  });

  test.each([
    ['nothing', null],
    ['a list', []],
    ['an unknown type', { type: 'secret' }],
    ['a position beyond the audio', { type: 'decoded', samples: 101 }],
    ['a position before the beginning', { type: 'decoded', samples: -1 }],
    ['a position that is no integer', { type: 'speech_start', sample: 1.5, at: 2 }],
    ['a position that is text', { type: 'speech_end', sample: '1', at: 2 }],
    ['no place', { type: 'final', hypothesis: { words: [] }, goesOn: false }],
    ['no words', { type: 'final', hypothesis: {}, goesOn: false, at: 1 }],
    ['nothing of whether the speaker goes on', { type: 'final', hypothesis: { words: [] }, at: 1 }],
    ['a word that is text', { ...final, hypothesis: { words: ['secret'] } }],
    ['a word without text', { ...final, hypothesis: { words: [{ ...word, text: '' }] } }],
    ['a word that ends before it begins', { ...final, hypothesis: { words: [{ ...word, endSample: 9 }] } }],
    ['a word beyond the audio', { ...final, hypothesis: { words: [{ ...word, endSample: 101 }] } }],
    ['a confidence above 1', { ...final, hypothesis: { words: [{ ...word, confidence: 2 }] } }],
    ['a stability that is none', { ...final, hypothesis: { words: [], stability: 'secret' } }],
    ['a checkpoint beyond the audio', { type: 'checkpoint', checkpoint: { ...checkpoint, sample: 101 } }],
    ['a lead-in before the beginning', { type: 'checkpoint', checkpoint: { ...checkpoint, leadInSamples: 51 } }],
    ['no lead-in', { type: 'checkpoint', checkpoint: { ...checkpoint, leadInSamples: undefined } }],
    ['the end of a segment behind where it was told', { ...final, end: { at: 50, sample: 51 } }],
    ['the end of a segment beyond the audio', { ...final, end: { at: 101, sample: 50 } }],
    ['the end of a segment that is none', { ...final, end: 'secret' }],
    ['a checkpoint without its state', { type: 'checkpoint', checkpoint: { ...checkpoint, isGated: 1 } }],
    ['an unknown error', { type: 'failed', error: { code: 'toString', message: 'secret' } }],
  ])('refuses %s, and quotes nothing of it', (_, value) => {
    const parse = (): unknown => parseWorkerEvent(value, 100);
    expect(parse).toThrow(FrameError);
    expect(parse).not.toThrow(/secret/);
  });
});

describe('parseWorkerReady', () => {
  test('takes what a worker says of itself, and nothing else', () => {
    const ready = { maxStreams: 4, writing: { casing: 'upper', hasPunctuation: false }, loadMs: 10 };
    expect(parseWorkerReady(ready)).toEqual(ready);
    for (const wrong of [
      { maxStreams: 0 },
      { writing: { casing: 'none', hasPunctuation: false } },
      { writing: { casing: 'upper' } },
      { loadMs: -1 },
    ]) {
      expect(() => parseWorkerReady({ ...ready, ...wrong })).toThrow(FrameError);
    }
  });
});

describe('parseWorkerLoad', () => {
  test('takes what a worker has used, and nothing else', () => {
    const load = { busyMs: 12, cpuMs: 10, rssBytes: 1e8 };
    expect(parseWorkerLoad({ ...load, more: 'secret' })).toEqual(load);
    for (const wrong of [{ busyMs: -1 }, { cpuMs: 0.5 }, { rssBytes: '1' }, { rssBytes: undefined }]) {
      expect(() => parseWorkerLoad({ ...load, ...wrong })).toThrow(FrameError);
    }
  });
});
