import type { CatalogueEntry } from '../catalogue-entry.ts';

/** Models in packages of the npm registry: for machines that reach it and no host of models. */
export const packageModels: readonly CatalogueEntry[] = [
  {
    modelId: 'moonshine-tiny-en',
    kind: 'moonshine_merged',
    languages: ['en'],
    type: 'fast',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://www.npmjs.com/package/@moonshine-ai/moonshine-js/v/0.1.29/',
    package: {
      name: '@moonshine-ai/moonshine-js',
      version: '0.1.29',
      bytes: 21_514_347,
      sha256: '864e17a00ed494857c71693e835306fa038e0f82002c76e3056d67d574e1c2d8',
    },
    files: [
      {
        role: 'encoder',
        name: 'encoder_model.onnx',
        path: 'package/dist/model/tiny/quantized/encoder_model.onnx',
        bytes: 7_937_661,
        sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
      },
      {
        role: 'mergedDecoder',
        name: 'decoder_model_merged.onnx',
        path: 'package/dist/model/tiny/quantized/decoder_model_merged.onnx',
        bytes: 20_243_286,
        sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        path: 'package/dist/moonshine.min.js',
        made: 'llama_vocabulary',
        bytes: 506_922,
        sha256: '0547fb182949fbf8ae2ae046de2c3da652c9c6b7e87b25287bd53ddc32ef10a6',
      },
    ],
  },
];
