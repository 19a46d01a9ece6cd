import { describe, expect, test } from 'vitest';
import type { TransducerFiles } from '../../src/contract/model.ts';
import { onlineConfig } from '../../src/engines/sherpa/online-config.ts';

const transducer: TransducerFiles = {
  kind: 'transducer',
  encoder: '/m/encoder.onnx',
  decoder: '/m/decoder.onnx',
  joiner: '/m/joiner.onnx',
  tokens: '/m/tokens.txt',
};

describe('onlineConfig', () => {
  test('gives a transducer its three networks, greedy on one thread, endpoints off', () => {
    expect(onlineConfig(transducer)).toEqual({
      featConfig: { sampleRate: 16_000, featureDim: 80 },
      modelConfig: {
        transducer: { encoder: '/m/encoder.onnx', decoder: '/m/decoder.onnx', joiner: '/m/joiner.onnx' },
        tokens: '/m/tokens.txt',
        numThreads: 1,
        provider: 'cpu',
        debug: 0,
      },
      decodingMethod: 'greedy_search',
      enableEndpoint: false,
    });
  });

  test.each([
    ['zipformer2_ctc', 'zipformer2Ctc'],
    ['nemo_ctc', 'nemoCtc'],
  ] as const)('gives a model of kind %s its network as %s', (kind, name) => {
    const config = onlineConfig({ kind, model: '/m/model.onnx', tokens: '/m/tokens.txt' }, { threads: 2 });
    expect(config).toMatchObject({ modelConfig: { [name]: { model: '/m/model.onnx' }, numThreads: 2 } });
  });

  test('gives a Paraformer its two networks', () => {
    const files = { kind: 'paraformer', encoder: '/m/e.onnx', decoder: '/m/d.onnx', tokens: '/m/tokens.txt' } as const;
    expect(onlineConfig(files)).toMatchObject({
      modelConfig: { paraformer: { encoder: '/m/e.onnx', decoder: '/m/d.onnx' } },
    });
  });

  test('hands key terms to the beam search as lines, with their size in bytes', () => {
    const config = onlineConfig(
      { ...transducer, bpeVocab: '/m/bpe.vocab' },
      { decodingMethod: 'modified_beam_search', keyTerms: ['ZÜRICH', 'NEW YORK'], keyTermScore: 2, maxActivePaths: 8 },
    );
    expect(config).toMatchObject({
      modelConfig: { modelingUnit: 'bpe', bpeVocab: '/m/bpe.vocab' },
      decodingMethod: 'modified_beam_search',
      maxActivePaths: 8,
      hotwordsBuf: 'ZÜRICH\nNEW YORK\n',
      hotwordsBufSize: 17,
      hotwordsScore: 2,
    });
  });

  test('cuts key terms into characters where the model has no scores of BPE tokens', () => {
    const config = onlineConfig(transducer, { decodingMethod: 'modified_beam_search', keyTerms: ['東京'] });
    expect(config).toMatchObject({ modelConfig: { modelingUnit: 'cjkchar' } });
    expect(config).not.toHaveProperty('modelConfig.bpeVocab');
  });

  test('refuses a beam search over a model that would end the process', () => {
    const files = { kind: 'nemo_ctc', model: '/m/model.onnx', tokens: '/m/tokens.txt' } as const;
    expect(() => onlineConfig(files, { decodingMethod: 'modified_beam_search' })).toThrow(TypeError);
  });

  test('refuses key terms that the greedy search would ignore', () => {
    expect(() => onlineConfig(transducer, { keyTerms: ['STENO'] })).toThrow(/modified_beam_search/);
  });
});
