import type { CatalogueEntry } from '../catalogue-entry.ts';

/** What Whisper was trained on, as BCP-47: github.com/openai/whisper/blob/main/whisper/tokenizer.py (LANGUAGES). */
const whisperLanguages: readonly string[] = (
  'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt ' +
  'la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ' +
  'ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo fil mg as tt haw ln ha ba jv su'
).split(' ');

/** Whisper in its sizes; the default first. */
export const offlineWhisperModels: readonly CatalogueEntry[] = [
  {
    modelId: 'whisper-turbo',
    kind: 'whisper',
    languages: whisperLanguages,
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-whisper-turbo/resolve/2ca6ff69fc878651b770880507669577ac41c2ff/',
    files: [
      {
        role: 'encoder',
        name: 'turbo-encoder.int8.onnx',
        bytes: 674_716_297,
        sha256: 'b02dcdf54f348741e93fe732b67d933c8dcb6735655f710640143081db38878b',
      },
      {
        role: 'decoder',
        name: 'turbo-decoder.int8.onnx',
        bytes: 361_080_764,
        sha256: '20accd02388482eb3a46bd615631adfdc85e1eb2c7db9ea3f02a40ffe6b81547',
      },
      {
        role: 'tokens',
        name: 'turbo-tokens.txt',
        bytes: 816_730,
        sha256: 'b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126',
      },
    ],
  },
  {
    modelId: 'whisper-small',
    kind: 'whisper',
    languages: whisperLanguages,
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-whisper-small/resolve/main/',
    files: [
      {
        role: 'encoder',
        name: 'small-encoder.int8.onnx',
        bytes: 112_442_483,
        sha256: '4cbe7b22fa9026b843b60a68640c747de05bafb1a11b57edc0e66c232d9f33a9',
      },
      {
        role: 'decoder',
        name: 'small-decoder.int8.onnx',
        bytes: 262_226_114,
        sha256: 'acad50b5c782696e91b55914cc5ab4f756f1532f76e22aa6fc615f39fb69a8ee',
      },
      {
        role: 'tokens',
        name: 'small-tokens.txt',
        bytes: 816_730,
        sha256: 'b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126',
      },
    ],
  },
  {
    modelId: 'whisper-base',
    kind: 'whisper',
    languages: whisperLanguages,
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-whisper-base/resolve/bb53ee204431c90d314c1cc08d28d23e5b7927cc/',
    files: [
      {
        role: 'encoder',
        name: 'base-encoder.int8.onnx',
        bytes: 29_120_534,
        sha256: '0b8fb1304b6109976038efff5ace81720e00386f3ff6b54ee8c75291ca0a1e11',
      },
      {
        role: 'decoder',
        name: 'base-decoder.int8.onnx',
        bytes: 130_672_026,
        sha256: '9759d217388a01b3a4c7c15533201067b48ae819c4daafc8624e64b9409dc02d',
      },
      {
        role: 'tokens',
        name: 'base-tokens.txt',
        bytes: 816_730,
        sha256: 'b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126',
      },
    ],
  },
  {
    modelId: 'whisper-tiny',
    kind: 'whisper',
    languages: whisperLanguages,
    type: 'fast',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-whisper-tiny/resolve/main/',
    files: [
      {
        role: 'encoder',
        name: 'tiny-encoder.int8.onnx',
        bytes: 12_937_772,
        sha256: 'd24fb083ae3b1041fc24e97971d60e280c9342201fbb67b0ab428a8b4a51a434',
      },
      {
        role: 'decoder',
        name: 'tiny-decoder.int8.onnx',
        bytes: 89_855_401,
        sha256: 'd2fece8dd42771f1df975c6c0445770d0c292bf7547c2cae04a6c0cc57540925',
      },
      {
        role: 'tokens',
        name: 'tiny-tokens.txt',
        bytes: 816_730,
        sha256: 'b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126',
      },
    ],
  },
  {
    modelId: 'whisper-medium',
    kind: 'whisper',
    languages: whisperLanguages,
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-whisper-medium/resolve/main/',
    files: [
      {
        role: 'encoder',
        name: 'medium-encoder.int8.onnx',
        bytes: 374_196_283,
        sha256: '1c54582b4d829de0089f6cb63bbbdb3bf7555398bacaf855fbecf1a84dfd193e',
      },
      {
        role: 'decoder',
        name: 'medium-decoder.int8.onnx',
        bytes: 571_059_257,
        sha256: '595d00a338a365a7bfa0ca7f296cabc639583bef770ab6130df90f49a6412747',
      },
      {
        role: 'tokens',
        name: 'medium-tokens.txt',
        bytes: 816_730,
        sha256: 'b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126',
      },
    ],
  },
  {
    modelId: 'whisper-small.en',
    kind: 'whisper',
    languages: ["en"],
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-whisper-small.en/resolve/main/',
    files: [
      {
        role: 'encoder',
        name: 'small.en-encoder.int8.onnx',
        bytes: 112_442_483,
        sha256: '8bdac288f369aa94ee2194059238c465ed82ea9d47ee8fa4a8c0a891873e462f',
      },
      {
        role: 'decoder',
        name: 'small.en-decoder.int8.onnx',
        bytes: 262_223_042,
        sha256: '710ccf890e10f3faa15f51ec346081a2723c9f3adb6e4da81c6573a5a6f877fb',
      },
      {
        role: 'tokens',
        name: 'small.en-tokens.txt',
        bytes: 835_554,
        sha256: '306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930',
      },
    ],
  },
  {
    modelId: 'whisper-base.en',
    kind: 'whisper',
    languages: ["en"],
    type: 'quality',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-whisper-base.en/resolve/main/',
    files: [
      {
        role: 'encoder',
        name: 'base.en-encoder.int8.onnx',
        bytes: 29_120_534,
        sha256: 'ef6b936f4c9b1d90a3b68634b60c4ed8576b26172b33c2535ec0e933c9edb823',
      },
      {
        role: 'decoder',
        name: 'base.en-decoder.int8.onnx',
        bytes: 130_669_978,
        sha256: 'f7162ad6db2dbef16cfaeaa7f945b9d7dd9c1b8d472f6aca82f2273d185e4d41',
      },
      {
        role: 'tokens',
        name: 'base.en-tokens.txt',
        bytes: 835_554,
        sha256: '306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930',
      },
    ],
  },
  {
    modelId: 'whisper-tiny.en',
    kind: 'whisper',
    languages: ["en"],
    type: 'fast',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'MIT',
    source: 'https://huggingface.co/csukuangfj/sherpa-onnx-whisper-tiny.en/resolve/main/',
    files: [
      {
        role: 'encoder',
        name: 'tiny.en-encoder.int8.onnx',
        bytes: 12_937_772,
        sha256: '0ce578b827c94a961aacb8fa14b02f096504b337e5c94be37c36238cbe3e8bc6',
      },
      {
        role: 'decoder',
        name: 'tiny.en-decoder.int8.onnx',
        bytes: 89_853_865,
        sha256: '06c0e6ff6348d427e51839219d1c886c18cfdf411e629e33f5e1679bff9c1527',
      },
      {
        role: 'tokens',
        name: 'tiny.en-tokens.txt',
        bytes: 835_554,
        sha256: '306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930',
      },
    ],
  },
];
