import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { InstalledModel } from '@steno/recognition';
import { downloadModel, findCatalogueEntry, ModelDownloadError, packagedModelId } from '@steno/recognition/models';

const directory = fileURLToPath(new URL('../../../node_modules/.cache/steno-test/models', import.meta.url));

/** Chosen: 22 MB over a slow line. */
const longestWaitMs = 100_000;
const busyIntervalMs = 200;

/**
 * Finds a small real model for whole segments in English, Moonshine tiny, in the cache of the checkout. The first call
 * fetches it there from the npm registry, 22 MB; calls at the same time, of other processes too, wait for that one.
 *
 * @returns undefined when it is not there and the registry cannot be had: tell what is left out.
 * @throws rejects with ModelDownloadError when what the registry serves is not the model, or cannot be stored.
 */
export async function moonshineModel(): Promise<InstalledModel | undefined> {
  const entry = findCatalogueEntry(packagedModelId);
  if (entry === undefined) throw new Error(`the catalogue has no ${packagedModelId}`);
  const deadline = AbortSignal.timeout(longestWaitMs);
  for (;;) {
    try {
      return await downloadModel(entry, { directory, signal: deadline });
    } catch (error) {
      if (!(error instanceof ModelDownloadError)) throw error;
      if (error.code === 'busy' && !deadline.aborted) await delay(busyIntervalMs);
      else if (error.retryable || error.code === 'unreachable' || error.code === 'http_status') return undefined;
      else throw error;
    }
  }
}
