import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { toFloatSamples } from '@steno/audio';
import { normalisedWords, readRecording, tellLeftOut, testAssets, whiteNoise, wordErrors } from '@steno/testkit';
import { writingOfTokens } from '../../src/engines/sherpa/writing-of-tokens.ts';
import { createSherpaEngine } from '../../src/engines/sherpa/sherpa-engine.ts';
import { createSileroVad } from '../../src/engines/sherpa/silero-vad.ts';
import type { TransducerFiles } from '../../src/contract/model.ts';
import { describeEngine } from '../conformance.ts';

const assets = testAssets();
if (assets === undefined) tellLeftOut('the tests of the sherpa engine', 'no model for tests');

const folder = join(assets?.modelsDir ?? '', 'zipformer-en-tiny');
const files: TransducerFiles = {
  kind: 'transducer',
  encoder: join(folder, 'encoder.int8.onnx'),
  decoder: join(folder, 'decoder.onnx'),
  joiner: join(folder, 'joiner.int8.onnx'),
  tokens: join(folder, 'tokens.txt'),
};

describe.skipIf(assets === undefined)('with a model', () => {
  let recording: Float32Array = new Float32Array(0);
  let expectedWords: readonly string[] = [];

  beforeAll(async () => {
    if (assets === undefined) return;
    const { samples, reference } = await readRecording(assets, 'ls-test-clean-1089-134691-0001.flac');
    recording = toFloatSamples(samples);
    expectedWords = normalisedWords(reference);
  });

  describe.each([
    { search: 'greedy', hasBeamSearch: false },
    { search: 'beam', hasBeamSearch: true },
  ])('in $search search', ({ search, hasBeamSearch }) => {
    describeEngine(`sherpa, ${search}`, () => ({
      createEngine: () => createSherpaEngine(files, { hasBeamSearch }),
      recording,
      expectedWords,
      maxWordErrorRate: 0.2,
    }));
  });

  it('the sherpa engine tells that the model writes capitals', () => {
    expect(writingOfTokens(files.tokens)).toEqual({ casing: 'upper', hasPunctuation: false });
  });

  it('the sherpa engine tells the stability of partials', () => {
    const engine = createSherpaEngine(files);
    const stream = engine.openStream();
    stream.accept(recording);
    while (stream.isReady) engine.decode([stream]);
    expect(stream.hypothesis().stability).toBeGreaterThan(0.5);
    engine.close();
  });

  it('the sherpa engine places the words of a later utterance on its own clock', () => {
    const engine = createSherpaEngine(files);
    const stream = engine.openStream();
    const starts = [1, 2].map(() => {
      stream.accept(recording);
      stream.endUtterance(0);
      while (stream.isReady) engine.decode([stream]);
      const [first] = stream.hypothesis().words;
      stream.reset();
      return first?.startSample ?? 0;
    });
    // The model tells times in steps of 40 ms, and hears the second time what came before.
    expect(Math.abs((starts[0] ?? 0) - (starts[1] ?? 0))).toBeLessThanOrEqual(0.2 * 16_000);
    engine.close();
  });

  it('the sherpa engine tells no word of a lead-in, and hears what follows the better for it', () => {
    const engine = createSherpaEngine(files);
    const stream = engine.openStream();
    const hear = (leadIn: Float32Array): readonly string[] => {
      stream.renew(leadIn);
      stream.accept(recording);
      stream.endUtterance(0);
      while (stream.isReady) engine.decode([stream]);
      return stream.hypothesis().words.map(({ text }) => text);
    };
    const quiet = new Float32Array(24_000);
    const spoken = new Float32Array([...recording.subarray(0, 40_000), ...new Float32Array(16_000)]);
    expect(wordErrors(expectedWords.join(' '), hear(spoken).join(' ')).errors).toBeLessThanOrEqual(
      wordErrors(expectedWords.join(' '), hear(quiet).join(' ')).errors,
    );
    expect(hear(spoken).length).toBeLessThanOrEqual(expectedWords.length + 1);
    engine.close();
  });

  it.runIf(process.platform === 'linux')(
    'the sherpa engine takes no more memory for a larger batch once it is warm',
    () => {
      const engine = createSherpaEngine(files, { hasBeamSearch: true });
      const { batchSize } = engine.capabilities;
      const decodeBatch = (size: number): void => {
        const streams = Array.from({ length: size }, () => engine.openStream());
        for (const stream of streams) stream.accept(recording.subarray(0, 32_000));
        while (streams.every(({ isReady }) => isReady)) engine.decode(streams);
        for (const stream of streams) stream.close();
      };
      decodeBatch(1);
      const cold = rssMib();
      for (let size = batchSize; size > 0; size -= 1) engine.warmUp?.(size);
      const warm = rssMib();
      for (let size = 1; size <= batchSize; size += 1) decodeBatch(size);
      // Measured: 17 MiB, of native streams that are not collected yet, and 60.
      expect(rssMib() - warm).toBeLessThan((warm - cold) / 2);
      engine.close();
    },
  );

  it('the Silero detector hears speech in speech and none in silence or noise', () => {
    const vad = createSileroVad();
    const share = (samples: Float32Array): number => {
      let speech = 0;
      let frames = 0;
      for (let start = 0; start + vad.frameSamples <= samples.length; start += vad.frameSamples) {
        frames += 1;
        if (vad.isSpeech(samples.slice(start, start + vad.frameSamples))) speech += 1;
      }
      vad.reset();
      return speech / frames;
    };
    expect(share(recording)).toBeGreaterThan(0.5);
    expect(share(new Float32Array(10 * 16_000))).toBe(0);
    expect(share(toFloatSamples(whiteNoise(10 * 16_000)))).toBe(0);
  });

  it('the Silero detector serves another stream like a new one after reset', () => {
    const decisions = (vad: ReturnType<typeof createSileroVad>): boolean[] => {
      const told: boolean[] = [];
      for (let start = 0; start + vad.frameSamples <= recording.length; start += vad.frameSamples) {
        told.push(vad.isSpeech(recording.slice(start, start + vad.frameSamples)));
      }
      return told;
    };
    const used = createSileroVad();
    const first = decisions(used);
    used.reset();
    expect(decisions(used)).toEqual(first);
  });
});

function rssMib(): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}
