import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledModel, MergedMoonshineFiles } from '../src/contract/model.ts';

/** The folder of a Moonshine model in two networks; undefined when there is none. */
export function moonshineFiles(): MergedMoonshineFiles | undefined {
  const folder = process.env['STENO_TEST_MOONSHINE'];
  if (folder === undefined || !existsSync(folder)) return undefined;
  return {
    kind: 'moonshine_merged',
    encoder: join(folder, 'encoder_model.onnx'),
    mergedDecoder: join(folder, 'decoder_model_merged.onnx'),
    tokens: join(folder, 'tokens.txt'),
  };
}

/** A Moonshine model as it is installed. */
export function moonshineModel(files: MergedMoonshineFiles): InstalledModel {
  return { modelId: 'moonshine-tiny-en', engine: 'sherpa', languages: ['en'], languagesAreDeclared: true, files };
}
