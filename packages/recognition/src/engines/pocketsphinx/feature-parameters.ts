import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cepstrumSize } from './library.ts';
import { PocketSphinxLoadError } from './pocketsphinx-load-error.ts';

/** How an acoustic model wants its features computed. */
export interface FeatureParameters {
  /** Settings for the library, names and values by turns, without those of mean normalisation. */
  readonly settings: readonly string[];
  /** The mean the model expects before it has heard anything; `cepstrumSize` values. */
  readonly initialMean: Float32Array;
}

/**
 * Settings that the engine decides itself: the mean is subtracted here, not in the library; the library's
 * own silence removal would shift word times and its choice is ours to state.
 */
const ownSettings: ReadonlySet<string> = new Set(['-cmn', '-cmninit', '-remove_noise', '-remove_silence']);

/**
 * Reads the `feat.params` of an acoustic model.
 *
 * @param acousticModel - the model's folder, absolute.
 * @throws PocketSphinxLoadError `model_unreadable` when the file cannot be read.
 */
export function readFeatureParameters(acousticModel: string): FeatureParameters {
  const path = join(acousticModel, 'feat.params');
  try {
    return parseFeatureParameters(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new PocketSphinxLoadError('model_unreadable', `cannot read ${path}, which an acoustic model has`, cause);
  }
}

/**
 * Takes the text of a `feat.params` apart.
 *
 * @param text - names (with the dash) and values by turns, between white space.
 */
export function parseFeatureParameters(text: string): FeatureParameters {
  const tokens = text.split(/\s+/).filter((token) => token !== '');
  const settings: string[] = [];
  const initialMean = new Float32Array(cepstrumSize);
  for (let index = 0; index + 1 < tokens.length; index += 2) {
    const name = tokens[index] ?? '';
    const value = tokens[index + 1] ?? '';
    if (name === '-cmninit') initialMean.set(parseMean(value));
    if (!ownSettings.has(name)) settings.push(name, value);
  }
  return { settings, initialMean };
}

/** Values beyond the size of a frame, and what is no number, count for nothing. */
function parseMean(value: string): number[] {
  const numbers = value.split(',', cepstrumSize).map(Number);
  return numbers.map((number) => (Number.isFinite(number) ? number : 0));
}
