import { catalogueEntries } from './catalogue-entries.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';

/** All models of the catalogue; for each language the default one first. */
export const catalogue: readonly CatalogueEntry[] = catalogueEntries;

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
 * @returns undefined when the catalogue has no model for the language.
 */
export function defaultModelFor(language: string): CatalogueEntry | undefined {
  const wanted = language.toLowerCase();
  const primary = wanted.split('-', 1)[0];
  return (
    catalogue.find((entry) => entry.languages.some((served) => served.toLowerCase() === wanted)) ??
    catalogue.find((entry) => entry.languages.some((served) => served.toLowerCase() === primary))
  );
}

/** The bytes to fetch for a model. */
export function downloadBytes(entry: CatalogueEntry): number {
  return entry.files.reduce((total, file) => total + file.bytes, 0);
}
