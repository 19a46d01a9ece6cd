import type { CatalogueEntry } from '../catalogue-entry.ts';

/** Models for live text in one more language of Asia; the default first. */
export const streamingAsianModels: readonly CatalogueEntry[] = [
  {
    modelId: 'zipformer-korean-2024-06-16',
    kind: 'transducer',
    languages: ["ko"],
    type: 'fast',
    licence: 'Apache-2.0',
    source: 'https://huggingface.co/k2-fsa/sherpa-onnx-streaming-zipformer-korean-2024-06-16/resolve/ba6078bca4daf3f0dd37f79d0ab505af71df14a6/',
    files: [
      {
        role: 'encoder',
        name: 'encoder-epoch-99-avg-1.int8.onnx',
        bytes: 126_968_852,
        sha256: '8d0b1aa24fbedd4e3948564ab7facd151b8ce9b0c48fc987c541de2de3af5697',
      },
      {
        role: 'decoder',
        name: 'decoder-epoch-99-avg-1.onnx',
        bytes: 11_309_084,
        sha256: 'b29cfb4575141e50a30a22b2c4579934f3d4f45b83c9c8c08c3aef5a3fa7abfc',
      },
      {
        role: 'joiner',
        name: 'joiner-epoch-99-avg-1.int8.onnx',
        bytes: 2_581_421,
        sha256: '128b80a66a1f718488af8560f9d15895109b99ff3e573f0a0130e03774ef1ced',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 60_246,
        sha256: '016bdf0965029263b7ad01b742366ee542ef0bef38261510e8176ff6f2e9e668',
      },
    ],
  },
  {
    modelId: 'zipformer-ko-72m',
    kind: 'transducer',
    languages: ["ko"],
    type: 'fast',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'Apache-2.0',
    source: 'https://huggingface.co/kangkyu/icefall-asr-ko-streaming-zipformer-72m/resolve/db24b58d22736349eaeb34cc181ad0f3debf9903/',
    files: [
      {
        role: 'encoder',
        name: 'encoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
        bytes: 70_133_869,
        sha256: '5f2b6e5e92834849cfdbda3aaa355e6f39ff993f067794e4ab9d5cb993b15311',
      },
      {
        role: 'decoder',
        name: 'decoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
        bytes: 1_544_210,
        sha256: '40c3c57ad27b45b59e27bec8bfc02f04d27c060aeb8e964ae2f87bd9f356bf7d',
      },
      {
        role: 'joiner',
        name: 'joiner-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
        bytes: 1_270_777,
        sha256: '7d3bd9c1e9cf60efa5d5fed728fbd52d0f08139775f9e9002fd088b4d78f3e73',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 20_844,
        sha256: '435dfb9e0a2b6a79124f1a4d8f0f33a951b25384726e2e0d854f081533e6ec9d',
      },
    ],
  },
  {
    modelId: 'zipformer-id',
    kind: 'transducer',
    languages: ["id"],
    type: 'fast',
    casing: 'upper',
    hasPunctuation: false,
    licence: 'MIT',
    source: 'https://huggingface.co/spacewave/sherpa-onnx-streaming-zipformer2-id/resolve/4e5a13cbe3e9cd4e3775447d86178ef51759096f/',
    files: [
      {
        role: 'encoder',
        name: 'encoder-iter-100000-avg-15-chunk-32-left-256.int8.onnx',
        bytes: 70_103_186,
        sha256: '3a6f85f5d199ad0d495562988af017a75d4ae81b51126db240d959b065d6eaad',
      },
      {
        role: 'decoder',
        name: 'decoder-iter-100000-avg-15-chunk-32-left-256.int8.onnx',
        bytes: 540_688,
        sha256: '6544848ca80b557ec3c8569169522dc6243b5bc9b296ea73791728510caacb4a',
      },
      {
        role: 'joiner',
        name: 'joiner-iter-100000-avg-15-chunk-32-left-256.int8.onnx',
        bytes: 259_417,
        sha256: '4b89d96292460a92dedcb39e0b17904f10dbad335a8ab11015e567b4864102e0',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 5_403,
        sha256: 'f0b6f5bf602d96f60d79bb17192c51eeffb6189250f132b1dfdf72b130d66968',
      },
    ],
  },
  {
    modelId: 'zipformer-bn-vosk',
    kind: 'transducer',
    languages: ["bn"],
    type: 'fast',
    licence: 'Apache-2.0',
    source: 'https://huggingface.co/csukuangfj2/sherpa-onnx-streaming-zipformer-bn-vosk-2026-02-09/resolve/a7c3c1547450a7c546c876be9ca8a6ab54464423/',
    files: [
      {
        role: 'encoder',
        name: 'encoder.onnx',
        bytes: 90_994_145,
        sha256: '779f2412d6fa56f76be9fe71349cdf3edd10434ae9b1fc5e49834fb904320516',
      },
      {
        role: 'decoder',
        name: 'decoder.onnx',
        bytes: 2_093_080,
        sha256: 'fc03e8ca154593b95748198a56de115d4e6048d97c41692f93dfefb05f3693b4',
      },
      {
        role: 'joiner',
        name: 'joiner.onnx',
        bytes: 1_026_462,
        sha256: '1df7319f4f9c36d7130cacaf629e1d52e904070e7a14bca9d4f209edeb162da6',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 6_252,
        sha256: '6f3a4d64d7da07e7dd7f3fd679e07607be3ec149d1b807726dbb8bbcc80a9fe1',
      },
    ],
  },
];
