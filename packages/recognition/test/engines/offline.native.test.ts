import { toFloatSamples } from '@steno/audio';
import { moonshineModel, normalisedWords, readRecording, tellLeftOut, testAssets } from '@steno/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOfflineEngine } from '../../src/engines/sherpa/offline-engine.ts';
import { describeEngine } from '../conformance.ts';

const assets = testAssets();
const files = (await moonshineModel())?.files;
if (assets === undefined || files === undefined)
  tellLeftOut(
    'the tests of engines for whole utterances',
    'there are no recordings, or the npm registry does not answer',
  );

const maxUtteranceSamples = 60 * 16_000;

describe.skipIf(assets === undefined || files === undefined)('with a Moonshine model', () => {
  let recording: Float32Array = new Float32Array(0);
  let expectedWords: readonly string[] = [];

  function create(options: { readonly maxUtteranceSamples?: number } = {}): ReturnType<typeof createOfflineEngine> {
    if (files?.kind !== 'moonshine_merged') throw new Error('no model');
    return createOfflineEngine(files, { maxUtteranceSamples, ...options });
  }

  beforeAll(async () => {
    if (assets === undefined) return;
    const { samples, reference } = await readRecording(assets, 'ls-test-clean-1089-134691-0001.flac');
    recording = toFloatSamples(samples);
    expectedWords = normalisedWords(reference);
  });

  describeEngine('offline', () => ({
    createEngine: create,
    recording,
    expectedWords: expectedWords.map((word) => word),
    // Marks are part of its words.
    maxWordErrorRate: 0.5,
  }));

  it('the offline engine writes marks and both casings, and says that it knows no times', () => {
    const engine = create();
    expect(engine.capabilities.writing).toEqual({ casing: 'mixed', hasPunctuation: true });
    const stream = engine.openStream();
    stream.accept(recording);
    stream.endUtterance(0);
    engine.decode([stream]);
    const { words, hasEstimatedTimes } = stream.hypothesis();
    expect(hasEstimatedTimes).toBe(true);
    expect(words[0]?.text).toMatch(/^[A-Z]/);
    expect(words.at(-1)?.text).toMatch(/[.!?]$/);
    expect(words.every(({ confidence }) => confidence === undefined)).toBe(true);
    expect(words.flatMap(({ text }) => normalisedWords(text))).toEqual(
      expect.arrayContaining(expectedWords.slice(0, 2)),
    );
    engine.close();
  });

  it('the offline engine hears an utterance that is too long as far as it may be', () => {
    const engine = create({ maxUtteranceSamples: recording.length >> 1 });
    const stream = engine.openStream();
    for (let start = 0; start < recording.length; start += 1600) stream.accept(recording.subarray(start, start + 1600));
    stream.endUtterance(0);
    engine.decode([stream]);
    const { words } = stream.hypothesis();
    expect(words.length).toBeGreaterThan(0);
    expect(words.length).toBeLessThan(expectedWords.length);
    expect(words.at(-1)?.endSample).toBe(recording.length >> 1);
    engine.close();
  });
});
