import type { CatalogueEntry } from './catalogue-entry.ts';

/**
 * The downloadable models: streaming transducers whose files are pinned to a revision of their publisher's repository,
 * so that size and SHA-256 stay true. The encoder and the joiner are the 8-bit ones where the publisher has them; the
 * decoder is not, as it is a small part of the download.
 */
export const catalogueEntries: readonly CatalogueEntry[] = [
  {
    modelId: 'zipformer-en-20m',
    languages: ['en'],
    type: 'fast',
    casing: 'upper',
    hasPunctuation: false,
    licence: 'Apache-2.0',
    source:
      'https://huggingface.co/csukuangfj/sherpa-onnx-streaming-zipformer-en-20M-2023-02-17/resolve/d42f2d9f7ca24806fb667456a18a9f1b60f70d16/',
    files: [
      {
        role: 'encoder',
        name: 'encoder-epoch-99-avg-1.int8.onnx',
        bytes: 42_845_182,
        sha256: '3810755ce7c3ab26b42a8bcf39d191308fa27fb0f53358823ba46141d03b7eb3',
      },
      {
        role: 'decoder',
        name: 'decoder-epoch-99-avg-1.onnx',
        bytes: 2_092_272,
        sha256: '45a7f940ecfb53d89fa270ad11b88b961e53a317203eb24b1c8e95ed208b0f30',
      },
      {
        role: 'joiner',
        name: 'joiner-epoch-99-avg-1.int8.onnx',
        bytes: 259_572,
        sha256: 'e085d73b593cf9b0707f370dbd656d58327d3fe36d80d849202ef81df02cb01e',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 5_048,
        sha256: '49e3c2646595fd907228b3c6787069658f67b17377c60aeb8619c4551b2316fb',
      },
    ],
  },
  {
    modelId: 'kroko-en',
    languages: ['en'],
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'CC-BY-SA-4.0',
    source:
      'https://huggingface.co/csukuangfj/sherpa-onnx-streaming-zipformer-en-kroko-2025-08-06/resolve/572aaf4e2e0c603c3fc2a574d096e755a178faa1/',
    files: [
      {
        role: 'encoder',
        name: 'encoder.onnx',
        bytes: 70_092_599,
        sha256: 'd4881c57449d581e0770fd53fa66c2fdc6cd167d92ece7c715e603defc96d9d4',
      },
      {
        role: 'decoder',
        name: 'decoder.onnx',
        bytes: 617_488,
        sha256: '455ba38466fce8d5a57e7db68a323b684079ca4d9e1dd93a740d9b2429aae3b1',
      },
      {
        role: 'joiner',
        name: 'joiner.onnx',
        bytes: 336_817,
        sha256: 'd406f616736350e2a7df3e39398b78eb2fc1a2ca6973a19d3853fa3227e25b52',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 6_310,
        sha256: '396dbeb5f4858875690716084f54e90d339679d0ba3e6b5b584f3d7589254d2d',
      },
    ],
  },
  {
    modelId: 'zipformer-en-2023-06-26',
    languages: ['en'],
    type: 'quality',
    casing: 'upper',
    hasPunctuation: false,
    licence: 'Apache-2.0',
    source:
      'https://huggingface.co/csukuangfj/sherpa-onnx-streaming-zipformer-en-2023-06-26/resolve/672fbf1b30579d6585301139bb363f42a0ad4a24/',
    files: [
      {
        role: 'encoder',
        name: 'encoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
        bytes: 71_083_163,
        sha256: '563fde436d16cf7607cf408cd6b30909819d03162652ef389c2450ced3f45ac1',
      },
      {
        role: 'decoder',
        name: 'decoder-epoch-99-avg-1-chunk-16-left-128.onnx',
        bytes: 2_092_621,
        sha256: '7bf787f90b194b307e5a4ad6a34fadb4e748304c35f78a8d66358a05b13ee6ef',
      },
      {
        role: 'joiner',
        name: 'joiner-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
        bytes: 259_335,
        sha256: 'd944208d660d67c8d72cd2acaeac971fa5ceb8c80e76c1968148846fedd6e297',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 5_048,
        sha256: '49e3c2646595fd907228b3c6787069658f67b17377c60aeb8619c4551b2316fb',
      },
    ],
  },
  {
    modelId: 'kroko-de',
    languages: ['de'],
    type: 'fast',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'CC-BY-SA-4.0',
    source:
      'https://huggingface.co/csukuangfj/sherpa-onnx-streaming-zipformer-de-kroko-2025-08-06/resolve/887db3d083240198c2d2b99fb66cfcfe6948ced8/',
    files: [
      {
        role: 'encoder',
        name: 'encoder.onnx',
        bytes: 70_091_557,
        sha256: '6e83993d6967ec7a3498b055b7e85ace85b5d64d1b1e8773cb29a43a11f5edb5',
      },
      {
        role: 'decoder',
        name: 'decoder.onnx',
        bytes: 617_489,
        sha256: '94a29592b403c53fa2231b478637da1ab4abcef7f5e46e432098416a4a3ed562',
      },
      {
        role: 'joiner',
        name: 'joiner.onnx',
        bytes: 336_817,
        sha256: '28356bff070aea51ab1d725a3278e81d19f9300f860d3248a7014292264df15a',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 5_606,
        sha256: '86e8370994ff2c01149ba8c4f8709aa93cdc18914b27a717e291e96faf39a6eb',
      },
    ],
  },
  {
    modelId: 'kroko-es',
    languages: ['es'],
    type: 'fast',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'CC-BY-SA-4.0',
    source:
      'https://huggingface.co/csukuangfj/sherpa-onnx-streaming-zipformer-es-kroko-2025-08-06/resolve/20cf7a4921613397841d31168796cade5b866585/',
    files: [
      {
        role: 'encoder',
        name: 'encoder.onnx',
        bytes: 154_878_102,
        sha256: '2d9f5ef87d1a5257f8a6687e21501c56f3aa2fcbfcfab9364dcc4ce4e06ae81b',
      },
      {
        role: 'decoder',
        name: 'decoder.onnx',
        bytes: 617_488,
        sha256: 'd4ce176b94b25f7acc88717bc3f704fcf5d6e131aaac2e0cabab3885541181ee',
      },
      {
        role: 'joiner',
        name: 'joiner.onnx',
        bytes: 336_817,
        sha256: 'dae35df88d676e320fcdb99217328e66dcf722bf11b0f2459e14ddb5b982ded5',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 6_385,
        sha256: '1be5e0a58e05d06d327df4c6b7b5e4f8aba01da6981eb016fcaceafc6a56680f',
      },
    ],
  },
  {
    modelId: 'kroko-fr',
    languages: ['fr'],
    type: 'fast',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'CC-BY-SA-4.0',
    source:
      'https://huggingface.co/csukuangfj/sherpa-onnx-streaming-zipformer-fr-kroko-2025-08-06/resolve/08b84b7b7cf519be9817e9c16919d96a7a8bad91/',
    files: [
      {
        role: 'encoder',
        name: 'encoder.onnx',
        bytes: 70_092_599,
        sha256: 'e02facae1daf6f1f13da67ea3ace7c722516d0868d1768d78c0580bc22cc0c5b',
      },
      {
        role: 'decoder',
        name: 'decoder.onnx',
        bytes: 617_488,
        sha256: '6aed547570e3ab5afc05429a017cedd3a056c16df3baa5703f02461cefa25bac',
      },
      {
        role: 'joiner',
        name: 'joiner.onnx',
        bytes: 336_817,
        sha256: 'a51eec759bcdcaae2614686fa2a8b57417b2d420dd55a5a5558b388d35a9b2b6',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 5_415,
        sha256: 'fedfb9c844bfb2bf14171f8184863e3d617b815a8667bdd9fc9a3149fde73298',
      },
    ],
  },
  {
    modelId: 'zipformer-fr-2023-04-14',
    languages: ['fr'],
    type: 'quality',
    casing: 'upper',
    hasPunctuation: false,
    licence: 'Apache-2.0',
    source:
      'https://huggingface.co/shaojieli/sherpa-onnx-streaming-zipformer-fr-2023-04-14/resolve/3db9565d9633758d6b87b9a7b3dc09ebfb6b2c73/',
    files: [
      {
        role: 'encoder',
        name: 'encoder-epoch-29-avg-9-with-averaged-model.int8.onnx',
        bytes: 126_655_903,
        sha256: '47a94a7fdc8dff63d708be4ea0535747640224467f91e238311f1ddbdd09327e',
      },
      {
        role: 'decoder',
        name: 'decoder-epoch-29-avg-9-with-averaged-model.onnx',
        bytes: 2_092_272,
        sha256: '3ef2840b684440e26382af87b2174d25732a9f113f1965cd8abba7ffc5d033fb',
      },
      {
        role: 'joiner',
        name: 'joiner-epoch-29-avg-9-with-averaged-model.int8.onnx',
        bytes: 259_572,
        sha256: 'fc2f3bb851a15a532c6f2422d53eecd1ca949f12b0897e07a852021c30481711',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 4_819,
        sha256: '37fb3f2a7bcb85e5fff3f1f66be04e6fbb05077a22f56d177fe85704e945fb31',
      },
    ],
  },
  {
    modelId: 'zipformer-ru-vosk-small',
    languages: ['ru'],
    type: 'fast',
    casing: 'lower',
    hasPunctuation: false,
    licence: 'Apache-2.0',
    source:
      'https://huggingface.co/csukuangfj/sherpa-onnx-streaming-zipformer-small-ru-vosk-int8-2025-08-16/resolve/31fa603e4f31279c6e1f7600fed13dc4312663ab/',
    files: [
      {
        role: 'encoder',
        name: 'encoder.int8.onnx',
        bytes: 26_214_060,
        sha256: 'e0db705e94ec35d803b1df4f40cda23d064e1142977c80ab288430b109777a9d',
      },
      {
        role: 'decoder',
        name: 'decoder.onnx',
        bytes: 2_093_080,
        sha256: '89b3088a9e20e1ef7f2e85ce1a3478afe6a9c4ac57369cabcc4beb8e95328ea0',
      },
      {
        role: 'joiner',
        name: 'joiner.int8.onnx',
        bytes: 259_417,
        sha256: 'b55784b071ab7512eab4c7c44e4f5478284ef33c83562cc6a249b972515a31e5',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 6_388,
        sha256: '93bbbc0bae6b78c0bbb743d4aa9fded3bb5ff3aac5f0200e3a769a5a05e0fdf6',
      },
    ],
  },
];
