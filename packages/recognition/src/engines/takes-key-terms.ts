import type { InstalledModel, TransducerFiles } from '../contract/model.ts';

/** A model that can be made to prefer words. */
export type KeyTermModel = InstalledModel & { readonly files: TransducerFiles & { readonly bpeVocab: string } };

/** True when a model can be made to prefer words: a transducer with a beam search whose tokens a word can be cut into. */
export function takesKeyTerms(model: InstalledModel): model is KeyTermModel {
  return model.hasBeamSearch === true && model.files.kind === 'transducer' && model.files.bpeVocab !== undefined;
}
