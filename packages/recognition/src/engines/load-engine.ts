import { msToSamples } from '@steno/audio';
import type { Engine } from '../contract/engine.ts';
import type { InstalledModel } from '../contract/model.ts';
import { longestUtteranceMs } from '../endpointing/endpoint-rules.ts';
import { createPocketSphinxEngine } from './pocketsphinx/pocketsphinx-engine.ts';
import { createOfflineEngine } from './sherpa/offline-engine.ts';
import { createKeyTermEngine, createSherpaEngine } from './sherpa/sherpa-engine.ts';

/** How a model is loaded. */
export interface LoadEngineOptions {
  /** True when its streams have key terms, which only models do with {@link takesKeyTerms}. Default false. */
  readonly takesKeyTerms?: boolean;
}

/**
 * Loads a model into its engine. For worker processes only: a fault in native code ends the process.
 *
 * @throws what the engine throws when a file or a native library is missing; TypeError for a model that is no recognizer.
 */
export function loadEngine(
  { files, languages, hasBeamSearch = false }: InstalledModel,
  { takesKeyTerms = false }: LoadEngineOptions = {},
): Engine {
  const maxUtteranceSamples = msToSamples(longestUtteranceMs);
  switch (files.kind) {
    case 'transducer':
      return takesKeyTerms ? createKeyTermEngine(files) : createSherpaEngine(files, { hasBeamSearch });
    case 'zipformer2_ctc':
    case 'nemo_ctc':
    case 'paraformer':
      return createSherpaEngine(files);
    case 'pocketsphinx':
      return createPocketSphinxEngine(files, { maxUtteranceSamples });
    case 'offline_transducer':
    case 'offline_nemo_transducer':
    case 'offline_nemo_ctc':
    case 'whisper':
    case 'moonshine':
    case 'moonshine_merged':
    case 'sense_voice': {
      const [language, ...others] = languages;
      // A model of one language is told it; one of several finds out.
      return createOfflineEngine(files, {
        maxUtteranceSamples,
        ...(language === undefined || others.length > 0 ? {} : { language }),
      });
    }
    case 'punctuation':
      throw new TypeError('a punctuation model recognizes no speech; it goes with another model');
  }
}
