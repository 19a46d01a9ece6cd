import type { CatalogueEntry } from '../catalogue-entry.ts';

/** Models for whole segments in one language other than English; the default first. */
export const offlineSingleModels: readonly CatalogueEntry[] = [
  {
    modelId: 'gigaam-v3-punct-ru',
    kind: 'offline_nemo_transducer',
    languages: ["ru"],
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-nemo-transducer-punct-giga-am-v3-russian-2025-12-16/resolve/a6039be7cee829a9044a69ac0ebaf1c191217c97/',
    files: [
      {
        role: 'encoder',
        name: 'encoder.int8.onnx',
        bytes: 224_570_820,
        sha256: '369f35a71bf288d3b8e0391fabd8dba5f2314088d440bca474056b7b4b6e66bf',
      },
      {
        role: 'decoder',
        name: 'decoder.onnx',
        bytes: 4_600_132,
        sha256: '38fc7475443ea2a26f63211ca350f73ac50fff824ab7a3876ee2bd610c53bbc4',
      },
      {
        role: 'joiner',
        name: 'joiner.onnx',
        bytes: 2_712_896,
        sha256: '602ff7017a93311aad34df1437c8d7f49911353c13d6eae7a6ee7b041339465c',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 13_354,
        sha256: '39abae20e692998290c574e606f11a9edef2902a1995463fcff63d1490cf22b7',
      },
    ],
  },
  {
    modelId: 'gigaam-v3-ctc-punct-ru',
    kind: 'offline_nemo_ctc',
    languages: ["ru"],
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-nemo-ctc-punct-giga-am-v3-russian-2025-12-16/resolve/4fb5407ff028a69fec516cdf4c10fac9ddea7c16/',
    files: [
      {
        role: 'model',
        name: 'model.int8.onnx',
        bytes: 224_893_661,
        sha256: 'd5fea8df94263c285e54b21e5774b707c707192d3bdbeffd7b1eb07fb6743b35',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 2_007,
        sha256: '142de7570b3de5b3035ce111a89c228e80e6085273731d944093ddf24fa539cd',
      },
    ],
  },
  {
    modelId: 'gigaam-v2-ru',
    kind: 'offline_nemo_transducer',
    languages: ["ru"],
    type: 'quality',
    casing: 'lower',
    hasPunctuation: false,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-nemo-transducer-giga-am-v2-russian-2025-04-19/resolve/main/',
    files: [
      {
        role: 'encoder',
        name: 'encoder.int8.onnx',
        bytes: 236_314_144,
        sha256: 'b51efc61e3c0037ad1cb804079975468de3d175324fe8323aef5be4f5c6a38a1',
      },
      {
        role: 'decoder',
        name: 'decoder.onnx',
        bytes: 3_331_651,
        sha256: '208e24cc150fb0ebca3fab169502796daa12e0255dcf7b4acf65015c436e9f76',
      },
      {
        role: 'joiner',
        name: 'joiner.onnx',
        bytes: 1_440_448,
        sha256: '4b02eced18e033fc5173e6c47b6ab166b5efea8d35c3f33a6755ff0d622fb5b0',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 196,
        sha256: '17cc514451bcceac9c280068c71502f8448f99e9fb1456b8d0761651fd0392f2',
      },
    ],
  },
  {
    modelId: 'reazonspeech-k2-v2-ja',
    kind: 'offline_transducer',
    languages: ["ja"],
    type: 'quality',
    licence: 'Apache-2.0',
    source: 'https://huggingface.co/reazon-research/reazonspeech-k2-v2/resolve/291488c8151be24d7da4bf7af26e533fad96e407/',
    files: [
      {
        role: 'encoder',
        name: 'encoder-epoch-99-avg-1.int8.onnx',
        bytes: 154_670_139,
        sha256: '2c7bd08a8a99f9ddd0d9e458456577b1f6279214e51426f114f9eced44c54e1d',
      },
      {
        role: 'decoder',
        name: 'decoder-epoch-99-avg-1.onnx',
        bytes: 11_767_836,
        sha256: '58b18211ae06265466bfa17172dab574df94f76c8bcb61a3640c28ba860e4124',
      },
      {
        role: 'joiner',
        name: 'joiner-epoch-99-avg-1.int8.onnx',
        bytes: 2_696_970,
        sha256: '49cc7ea1d3d35a40a27442db5e89996da64bf0e683a903dce76e99e57a12e4de',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 45_754,
        sha256: '2c3ac659818a48a0c04010e0593bbc4d7c8a24a054340b01131499c05fd52def',
      },
    ],
  },
  {
    modelId: 'zipformer-vi-offline',
    kind: 'offline_transducer',
    languages: ["vi"],
    type: 'fast',
    licence: 'Apache-2.0',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-zipformer-vi-int8-2025-04-20/resolve/b2745a435379992ad3f299635468db0c34918e1e/',
    files: [
      {
        role: 'encoder',
        name: 'encoder-epoch-12-avg-8.int8.onnx',
        bytes: 70_876_129,
        sha256: 'b3abdef7a660fea7faf5e076b3c7613b0fc98406707103784d018189bb522124',
      },
      {
        role: 'decoder',
        name: 'decoder-epoch-12-avg-8.onnx',
        bytes: 5_165_084,
        sha256: 'd1d27cca84c824a8acf5ce6edf0f2c0880cfe295d2e69b95134de1707e1d9998',
      },
      {
        role: 'joiner',
        name: 'joiner-epoch-12-avg-8.int8.onnx',
        bytes: 1_033_417,
        sha256: '38ec49e1c18e4feb0cad4de13e25c83a866cf56f4a66f22e8ff579d591a69a46',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 25_847,
        sha256: 'f536d03c2e95ebd2930cf0abec88e823bd17d3c1933da7ae6a82db3b80605e15',
      },
    ],
  },
];
