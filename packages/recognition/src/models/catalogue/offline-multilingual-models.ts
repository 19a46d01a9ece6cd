import type { CatalogueEntry } from '../catalogue-entry.ts';

/** Models for whole segments in many languages; the default first. */
export const offlineMultilingualModels: readonly CatalogueEntry[] = [
  {
    modelId: 'sense-voice-2024-07-17-int8',
    kind: 'sense_voice',
    languages: ["zh","en","ja","ko","yue"],
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'LicenseRef-FunASR-Model-1.1',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17/resolve/2365baeacb507f821a0c8120fcee3d484dba7a07/',
    files: [
      {
        role: 'model',
        name: 'model.int8.onnx',
        bytes: 239_233_841,
        sha256: 'c71f0ce00bec95b07744e116345e33d8cbbe08cef896382cf907bf4b51a2cd51',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 315_894,
        sha256: 'f449eb28dc567533d7fa59be34e2abca8784f771850c78a47fb731a31429a1dc',
      },
    ],
  },
  {
    modelId: 'sense-voice-2025-09-09-int8',
    kind: 'sense_voice',
    languages: ["yue","zh","en","ja","ko"],
    type: 'quality',
    licence: 'LicenseRef-FunASR-Model-1.1',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-int8-2025-09-09/resolve/main/',
    files: [
      {
        role: 'model',
        name: 'model.int8.onnx',
        bytes: 237_115_547,
        sha256: '12ca1a2ae7ecf3e0019ef2822307ee0b5cadc9196569e379b4c4026f8205276d',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 315_894,
        sha256: 'f449eb28dc567533d7fa59be34e2abca8784f771850c78a47fb731a31429a1dc',
      },
    ],
  },
  {
    modelId: 'parakeet-tdt-0.6b-v3',
    kind: 'offline_nemo_transducer',
    languages: ["en","es","fr","de","bg","hr","cs","da","nl","et","fi","el","hu","it","lv","lt","mt","pl","pt","ro","sk","sl","sv","ru","uk"],
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'CC-BY-4.0',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-nemo-parakeet-tdt-0.6b-v3-int8/resolve/2bda32ec70b097a55adaa07d9a7173915b43cc78/',
    files: [
      {
        role: 'encoder',
        name: 'encoder.int8.onnx',
        bytes: 652_184_281,
        sha256: 'acfc2b4456377e15d04f0243af540b7fe7c992f8d898d751cf134c3a55fd2247',
      },
      {
        role: 'decoder',
        name: 'decoder.int8.onnx',
        bytes: 11_845_275,
        sha256: '179e50c43d1a9de79c8a24149a2f9bac6eb5981823f2a2ed88d655b24248db4e',
      },
      {
        role: 'joiner',
        name: 'joiner.int8.onnx',
        bytes: 6_355_277,
        sha256: '3164c13fc2821009440d20fcb5fdc78bff28b4db2f8d0f0b329101719c0948b3',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 93_939,
        sha256: 'd58544679ea4bc6ac563d1f545eb7d474bd6cfa467f0a6e2c1dc1c7d37e3c35d',
      },
    ],
  },
];
