import { msToSamples } from '@steno/audio';
import type { Engine } from '../contract/engine.ts';
import type { InstalledModel } from '../contract/model.ts';
import { longestUtteranceMs } from '../endpointing/endpoint-rules.ts';
import { createPocketSphinxEngine } from './pocketsphinx/pocketsphinx-engine.ts';
import { createSherpaEngine } from './sherpa/sherpa-engine.ts';

/**
 * Loads a model into its engine. For worker processes only: a fault in native code ends the process.
 *
 * @throws what the engine throws when a file or a native library is missing.
 */
export function loadEngine(model: InstalledModel): Engine {
  switch (model.files.kind) {
    case 'transducer':
      return createSherpaEngine(model.files);
    case 'pocketsphinx':
      return createPocketSphinxEngine(model.files, { maxUtteranceSamples: msToSamples(longestUtteranceMs) });
    default:
      throw new TypeError(`no engine loads a model of kind ${model.files.kind}`);
  }
}
