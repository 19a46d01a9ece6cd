import type { CatalogueEntry } from '../catalogue-entry.ts';

/** Moonshine in languages other than English: not for commercial use; the default first. */
export const offlineMoonshineModels: readonly CatalogueEntry[] = [
  {
    modelId: 'moonshine-v2-base-es',
    kind: 'moonshine_merged',
    languages: ["es"],
    type: 'fast',
    licence: 'LicenseRef-Moonshine-Community',
    source: 'https://huggingface.co/csukuangfj2/sherpa-onnx-moonshine-base-es-quantized-2026-02-27/resolve/59e235a505b7372eb7f896471a74c776f6f6e061/',
    files: [
      {
        role: 'encoder',
        name: 'encoder_model.ort',
        bytes: 20_964_320,
        sha256: '331aafa2fc7f7e55ba28376eef08eaf919ae105bb719cd64ba6875505dca72b3',
      },
      {
        role: 'mergedDecoder',
        name: 'decoder_model_merged.ort',
        bytes: 43_612_200,
        sha256: '8e6513ad66a3a71ca86824746a09051eeb60468940eaf8201ce758e8919e2b5d',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 532_090,
        sha256: 'c6e35883ba038f70ceea8b4a21cf79742adbda7e6730cbff27460857e0667a02',
      },
    ],
  },
  {
    modelId: 'moonshine-v2-base-uk',
    kind: 'moonshine_merged',
    languages: ["uk"],
    type: 'fast',
    licence: 'LicenseRef-Moonshine-Community',
    source: 'https://huggingface.co/csukuangfj2/sherpa-onnx-moonshine-base-uk-quantized-2026-02-27/resolve/336649c4c1cd81d066c586163381fe8bb65d9145/',
    files: [
      {
        role: 'encoder',
        name: 'encoder_model.ort',
        bytes: 31_326_816,
        sha256: 'ea37ff7a2c308b566def1fd6e6860e23db4968590f192d5cc0fbc494666e30f9',
      },
      {
        role: 'mergedDecoder',
        name: 'decoder_model_merged.ort',
        bytes: 109_424_424,
        sha256: '2c0c1ebc20ba75a21ff5315fd039e53d2fc9ba77a9ca9ad3bc4c7c1c1de93cbc',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 549_350,
        sha256: '2870d843e14c1e187bf1913a521562a63b53933814bd7f2145120468f494a049',
      },
    ],
  },
  {
    modelId: 'moonshine-v2-base-ar',
    kind: 'moonshine_merged',
    languages: ["ar"],
    type: 'fast',
    licence: 'LicenseRef-Moonshine-Community',
    source: 'https://huggingface.co/csukuangfj2/sherpa-onnx-moonshine-base-ar-quantized-2026-02-27/resolve/00c1062f1b70e4da96658486f4fd79552d8bc22b/',
    files: [
      {
        role: 'encoder',
        name: 'encoder_model.ort',
        bytes: 31_326_824,
        sha256: '68e50ebe0317ce909f098044a5dda2a76e6b86dc882829a317771fbafc5826ae',
      },
      {
        role: 'mergedDecoder',
        name: 'decoder_model_merged.ort',
        bytes: 109_424_552,
        sha256: '8f272cb50818e28ad86bbffc21e1450a4d57155e95f099ca6a236f38f4d9eafb',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 549_350,
        sha256: '2870d843e14c1e187bf1913a521562a63b53933814bd7f2145120468f494a049',
      },
    ],
  },
  {
    modelId: 'moonshine-v2-base-ja',
    kind: 'moonshine_merged',
    languages: ["ja"],
    type: 'fast',
    licence: 'LicenseRef-Moonshine-Community',
    source: 'https://huggingface.co/csukuangfj2/sherpa-onnx-moonshine-base-ja-quantized-2026-02-27/resolve/cf95fc9c3a55a240892c80c501e80b35603d20bc/',
    files: [
      {
        role: 'encoder',
        name: 'encoder_model.ort',
        bytes: 31_326_816,
        sha256: '3230cafb84d5f08800e60de6f932aad7c69c649a37fa6997fe04fe25f808b56b',
      },
      {
        role: 'mergedDecoder',
        name: 'decoder_model_merged.ort',
        bytes: 109_424_424,
        sha256: '35a522052d2d8695d0dd2870666f088d633111e08cfbed0418f61c4122b4ba25',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 549_350,
        sha256: '2870d843e14c1e187bf1913a521562a63b53933814bd7f2145120468f494a049',
      },
    ],
  },
  {
    modelId: 'moonshine-v2-base-vi',
    kind: 'moonshine_merged',
    languages: ["vi"],
    type: 'fast',
    licence: 'LicenseRef-Moonshine-Community',
    source: 'https://huggingface.co/csukuangfj2/sherpa-onnx-moonshine-base-vi-quantized-2026-02-27/resolve/2946c5272fcb2d92f5cd99edb6e828c66be94f2e/',
    files: [
      {
        role: 'encoder',
        name: 'encoder_model.ort',
        bytes: 31_326_816,
        sha256: '5a63cf0e248ef463776fbad50784813b4185eb73136f1fb062c5722e667130dc',
      },
      {
        role: 'mergedDecoder',
        name: 'decoder_model_merged.ort',
        bytes: 109_424_520,
        sha256: '0a4f007e9d585348d94124d8de47f7aefbc3e2d3fa44152646af7b94c639770d',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 549_350,
        sha256: '2870d843e14c1e187bf1913a521562a63b53933814bd7f2145120468f494a049',
      },
    ],
  },
  {
    modelId: 'moonshine-v2-base-zh',
    kind: 'moonshine_merged',
    languages: ["zh"],
    type: 'fast',
    licence: 'LicenseRef-Moonshine-Community',
    source: 'https://huggingface.co/csukuangfj2/sherpa-onnx-moonshine-base-zh-quantized-2026-02-27/resolve/19042e30b8680b101d0db3b0b8cabc84ae954b7f/',
    files: [
      {
        role: 'encoder',
        name: 'encoder_model.ort',
        bytes: 31_326_816,
        sha256: 'c725a24b58595905921ea2a47e2bcf0f18c78f4d171d96136f2dcbc8c77a58a6',
      },
      {
        role: 'mergedDecoder',
        name: 'decoder_model_merged.ort',
        bytes: 109_424_520,
        sha256: 'bf79fce626e123739ec37eceb2b2a010a93d720da266dd5d8ef9a47ef9a7dc36',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 549_350,
        sha256: '2870d843e14c1e187bf1913a521562a63b53933814bd7f2145120468f494a049',
      },
    ],
  },
  {
    modelId: 'moonshine-v2-tiny-ja',
    kind: 'moonshine_merged',
    languages: ["ja"],
    type: 'fast',
    licence: 'LicenseRef-Moonshine-Community',
    source: 'https://huggingface.co/csukuangfj2/sherpa-onnx-moonshine-tiny-ja-quantized-2026-02-27/resolve/550e2eb0a8b33092f3b394f64649ee1b3d9eb506/',
    files: [
      {
        role: 'encoder',
        name: 'encoder_model.ort',
        bytes: 13_238_184,
        sha256: '86ece73812604b9b5f1274b4d1e6eec0d783b96088ff46d49e30a53f881cad73',
      },
      {
        role: 'mergedDecoder',
        name: 'decoder_model_merged.ort',
        bytes: 58_327_272,
        sha256: '9fcd9b71323a496b307e20dd305c4e9a1b533c7bedd6e4f660e974967dd60bb6',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 549_350,
        sha256: '2870d843e14c1e187bf1913a521562a63b53933814bd7f2145120468f494a049',
      },
    ],
  },
  {
    modelId: 'moonshine-v2-tiny-ko',
    kind: 'moonshine_merged',
    languages: ["ko"],
    type: 'fast',
    licence: 'LicenseRef-Moonshine-Community',
    source: 'https://huggingface.co/csukuangfj2/sherpa-onnx-moonshine-tiny-ko-quantized-2026-02-27/resolve/3f2e79d6fe04ae0009fcb150a035586c12ac742f/',
    files: [
      {
        role: 'encoder',
        name: 'encoder_model.ort',
        bytes: 13_238_176,
        sha256: '947260d46252f48eada86a34986b3f70c01d68a343959949a77375b94debd055',
      },
      {
        role: 'mergedDecoder',
        name: 'decoder_model_merged.ort',
        bytes: 58_327_336,
        sha256: '95aa9f2e764b80625d2889d6ec9f05c965808e540ac50c16abd10c7ea33fe44b',
      },
      {
        role: 'tokens',
        name: 'tokens.txt',
        bytes: 549_350,
        sha256: '2870d843e14c1e187bf1913a521562a63b53933814bd7f2145120468f494a049',
      },
    ],
  },
];
