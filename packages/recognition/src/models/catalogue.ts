import { type ModelTask, taskOf } from '../contract/model.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { offlineEnglishModels } from './catalogue/offline-english-models.ts';
import { offlineMoonshineModels } from './catalogue/offline-moonshine-models.ts';
import { offlineMultilingualModels } from './catalogue/offline-multilingual-models.ts';
import { offlineSingleModels } from './catalogue/offline-single-models.ts';
import { offlineWhisperModels } from './catalogue/offline-whisper-models.ts';
import { packageModels } from './catalogue/package-models.ts';
import { punctuationModels } from './catalogue/punctuation-models.ts';
import { streamingAsianModels } from './catalogue/streaming-asian-models.ts';
import { streamingChineseModels } from './catalogue/streaming-chinese-models.ts';
import { streamingEnglishLargeModels } from './catalogue/streaming-english-large-models.ts';
import { streamingEnglishModels } from './catalogue/streaming-english-models.ts';
import { streamingEuropeanModels } from './catalogue/streaming-european-models.ts';
import { streamingMultilingualModels } from './catalogue/streaming-multilingual-models.ts';

/**
 * All models of the catalogue; for each task and language the default one first. Sizes and SHA-256 are what independent
 * projects state of the published files. Of a network in several precisions the encoder and the joiner are the 8-bit
 * ones; the decoder is not where the publisher has both, as it is a small part of the download.
 */
export const catalogue: readonly CatalogueEntry[] = [
  ...streamingEnglishModels,
  ...streamingEnglishLargeModels,
  ...streamingEuropeanModels,
  ...streamingChineseModels,
  ...streamingAsianModels,
  ...streamingMultilingualModels,
  ...offlineEnglishModels,
  ...packageModels,
  ...offlineSingleModels,
  ...offlineMultilingualModels,
  ...offlineWhisperModels,
  ...offlineMoonshineModels,
  ...punctuationModels,
];

/** The model that can be had from the npm registry, where no host of models is reached: whole segments in English. */
export const packagedModelId = 'moonshine-tiny-en';

/**
 * Finds an entry by its id.
 *
 * @returns undefined when the catalogue has no such model.
 */
export function findCatalogueEntry(modelId: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.modelId === modelId);
}

/**
 * The model to download for a language when the user names none.
 *
 * @param language - a BCP-47 tag in any case; `en-GB` gets the model for `en`.
 * @param task - what it is for. Default `streaming`.
 * @returns undefined when the catalogue has no model for the language.
 */
export function defaultModelFor(language: string, task: ModelTask = 'streaming'): CatalogueEntry | undefined {
  const wanted = language.toLowerCase();
  const primary = wanted.split('-', 1)[0];
  const eligible = catalogue.filter((entry) => taskOf(entry) === task);
  return (
    eligible.find((entry) => entry.languages.some((served) => served.toLowerCase() === wanted)) ??
    eligible.find((entry) => entry.languages.some((served) => served.toLowerCase() === primary))
  );
}

/** The bytes to fetch for a model: those of its package, which may be fewer than its files have. */
export function downloadBytes(entry: CatalogueEntry): number {
  return entry.package?.bytes ?? installedBytes(entry);
}

/** The bytes of a model's files on the disk. */
export function installedBytes(entry: CatalogueEntry): number {
  return entry.files.reduce((total, file) => total + file.bytes, 0);
}
