import path from 'node:path';
import type { InstalledModel } from '@steno/recognition';
import { findModels } from '@steno/recognition/models';
import { BenchError } from '../bench-error.ts';
import type { BenchOptions } from '../bench-options.ts';

/**
 * Finds the model to measure with.
 *
 * @throws rejects with BenchError `asset_missing`.
 */
export async function findModel({ assetsDir, modelId }: BenchOptions): Promise<InstalledModel> {
  const directory = path.join(assetsDir, 'models');
  const { models } = await findModels([directory]);
  const model = models.find((candidate) => candidate.modelId === modelId);
  if (model === undefined) {
    const names = models.map((candidate) => candidate.modelId).join(', ');
    throw new BenchError(
      'asset_missing',
      `No model "${modelId}" in ${directory}. Found: ${names === '' ? 'none' : names}.`,
    );
  }
  return model;
}
