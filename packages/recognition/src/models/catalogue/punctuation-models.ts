import type { CatalogueEntry } from '../catalogue-entry.ts';

/** Models that give casing and punctuation to a text; the default first. */
export const punctuationModels: readonly CatalogueEntry[] = [
  {
    modelId: 'punct-online-en',
    kind: 'punctuation',
    languages: ["en"],
    type: 'fast',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'Apache-2.0',
    source: 'https://huggingface.co/lorneluo/sherpa-onnx-online-punct-en-2024-08-06/resolve/main/',
    files: [
      {
        role: 'model',
        name: 'model.int8.onnx',
        bytes: 7_490_500,
        sha256: '9d611f445fe4a46186080fe161be6059d87d72eb88d3a8cb00c1a06e83a6067e',
      },
      {
        role: 'bpeVocab',
        name: 'bpe.vocab',
        bytes: 149_430,
        sha256: 'e118b7ad88c54db562517df49e1cffd4836d166c34fb190fd311d7f34eb238f5',
      },
    ],
  },
];
