import type { InstalledModel, TransducerFiles } from '../contract/model.ts';

/** A model that can be made to prefer words. */
export type KeyTermModel = InstalledModel & { readonly files: TransducerFiles & { readonly bpeVocab: string } };

/**
 * True when a model can be made to prefer words: a transducer whose tokens a word can be cut into. Others have no beam
 * search, or nothing that says how.
 */
export function takesKeyTerms(model: InstalledModel): model is KeyTermModel {
  return model.files.kind === 'transducer' && model.files.bpeVocab !== undefined;
}
