import { join } from 'node:path';
import { toFloatSamples } from '@steno/audio';
import { normalisedWords, readRecording, tellLeftOut, testAssets } from '@steno/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/contract/engine.ts';
import { createKeyTermEngine } from '../../src/engines/sherpa/sherpa-engine.ts';
import { describeEngine } from '../conformance.ts';

const assets = testAssets();
if (assets === undefined) tellLeftOut('the tests of key terms', 'no model for tests');

const folder = join(assets?.modelsDir ?? '', 'zipformer-en-tiny');
const files = {
  kind: 'transducer',
  encoder: join(folder, 'encoder.int8.onnx'),
  decoder: join(folder, 'decoder.onnx'),
  joiner: join(folder, 'joiner.int8.onnx'),
  tokens: join(folder, 'tokens.txt'),
  bpeVocab: join(folder, 'bpe.vocab'),
} as const;

describe.skipIf(assets === undefined)('with a model', () => {
  let recording: Float32Array = new Float32Array(0);
  let reference: readonly string[] = [];
  let named: Float32Array = new Float32Array(0);

  beforeAll(async () => {
    if (assets === undefined) return;
    const read = await readRecording(assets, 'ls-test-clean-1089-134691-0001.flac');
    recording = toFloatSamples(read.samples);
    reference = normalisedWords(read.reference);
    named = toFloatSamples((await readRecording(assets, 'ls-test-other-1688-142285-0001.flac')).samples);
  });

  function hear(engine: Engine, samples: Float32Array, keyTerms: readonly string[]): readonly string[] {
    const stream = engine.openStream(keyTerms);
    stream.accept(samples);
    stream.endUtterance(0);
    while (stream.isReady) engine.decode([stream]);
    const words = stream.hypothesis().words.map(({ text }) => text);
    stream.close();
    return words;
  }

  describeEngine('key term', () => ({
    createEngine: () => createKeyTermEngine(files),
    recording,
    expectedWords: reference,
    maxWordErrorRate: 0.2,
    keyTerms: ['country', 'Stephen'],
  }));

  it('a key term is heard that is not heard without it', () => {
    const engine = createKeyTermEngine(files);
    expect(hear(engine, named, [])).not.toContain('THORNTON');
    expect(hear(engine, named, ['Mister Hale', 'Thornton'])).toContain('THORNTON');
    engine.close();
  });

  it('streams with different key terms are decoded together, each with its own', () => {
    const engine = createKeyTermEngine(files);
    const streams = [['Thornton'], ['aardvark']].map((keyTerms) => engine.openStream(keyTerms));
    for (const stream of streams) {
      stream.accept(named);
      stream.endUtterance(0);
    }
    for (let ready = streams; ready.length > 0; ready = streams.filter(({ isReady }) => isReady)) {
      engine.decode(ready.filter(({ isReady }) => isReady));
    }
    const heard = streams.map((stream) => stream.hypothesis().words.map(({ text }) => text));
    expect(heard[0]).toContain('THORNTON');
    expect(heard[1]).not.toContain('THORNTON');
    engine.close();
  });

  it('key terms that no model could take do no harm', () => {
    const engine = createKeyTermEngine(files);
    const terms = [':x', 'HELLO :x', '#y', '@', '日本', '\u0000\n\n', '<blk>', ' ', '\ud800', 'A'.repeat(10_000)];
    expect(hear(engine, recording, terms).length).toBeGreaterThan(0);
    engine.close();
  });
});
