import { describe, expect, test } from 'vitest';
import { offlineConfig } from '../../src/engines/sherpa/offline-config.ts';
import { punctuationConfig } from '../../src/engines/sherpa/punctuation-config.ts';

const tokens = '/m/tokens.txt';
const threeNetworks = { encoder: '/m/e.onnx', decoder: '/m/d.onnx', joiner: '/m/j.onnx' };
const whisper = { kind: 'whisper', encoder: '/m/e.onnx', decoder: '/m/d.onnx', tokens } as const;
const senseVoice = { kind: 'sense_voice', model: '/m/model.onnx', tokens } as const;

describe('offlineConfig', () => {
  test.each([
    ['offline_transducer', 'transducer'],
    ['offline_nemo_transducer', 'nemo_transducer'],
  ] as const)('tells sherpa-onnx how a model of kind %s is loaded', (kind, modelType) => {
    expect(offlineConfig({ kind, ...threeNetworks, tokens }, { threads: 2 })).toEqual({
      featConfig: { sampleRate: 16_000, featureDim: 80 },
      modelConfig: { transducer: threeNetworks, modelType, tokens, numThreads: 2, provider: 'cpu', debug: 0 },
      decodingMethod: 'greedy_search',
    });
  });

  test('gives a Moonshine model of two networks the merged decoder', () => {
    const files = { kind: 'moonshine_merged', encoder: '/m/e.onnx', mergedDecoder: '/m/md.onnx', tokens } as const;
    expect(offlineConfig(files)).toMatchObject({
      modelConfig: { moonshine: { encoder: '/m/e.onnx', mergedDecoder: '/m/md.onnx' }, tokens },
    });
  });

  test('gives a Moonshine model of four networks all four', () => {
    const networks = { preprocessor: '/p', encoder: '/e', uncachedDecoder: '/u', cachedDecoder: '/c' };
    expect(offlineConfig({ kind: 'moonshine', ...networks, tokens })).toMatchObject({
      modelConfig: { moonshine: networks },
    });
  });

  test('gives a CTC model of NeMo its network', () => {
    const config = offlineConfig({ kind: 'offline_nemo_ctc', model: '/m/model.onnx', tokens });
    expect(config).toMatchObject({ modelConfig: { nemoCtc: { model: '/m/model.onnx' } } });
  });

  test.each([
    ['de-CH', 'de'],
    ['nb', 'no'],
    ['EN', 'en'],
    ['tlh', ''],
    [undefined, ''],
  ])('tells Whisper the language %s as %j', (language, code) => {
    const config = offlineConfig(whisper, language === undefined ? {} : { language });
    expect(config).toMatchObject({ modelConfig: { whisper: { language: code, task: 'transcribe' } } });
  });

  test.each([
    ['yue-HK', 'yue'],
    ['fr', 'auto'],
    [undefined, 'auto'],
  ])('tells SenseVoice the language %s as %j', (language, code) => {
    const config = offlineConfig(senseVoice, language === undefined ? {} : { language });
    expect(config).toMatchObject({ modelConfig: { senseVoice: { language: code, useInverseTextNormalization: 1 } } });
  });
});

describe('punctuationConfig', () => {
  test('gives the network and the vocabulary', () => {
    expect(punctuationConfig({ kind: 'punctuation', model: '/m/model.onnx', bpeVocab: '/m/bpe.vocab' })).toEqual({
      model: { cnnBilstm: '/m/model.onnx', bpeVocab: '/m/bpe.vocab', numThreads: 1, provider: 'cpu', debug: 0 },
    });
  });
});
