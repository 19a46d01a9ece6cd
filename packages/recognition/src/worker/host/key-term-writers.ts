import type { InstalledModel } from '../../contract/model.ts';
import { KeyTermWriter } from '../../engines/sherpa/key-term-writer.ts';
import { takesKeyTerms } from '../../engines/takes-key-terms.ts';

/** How the models that can prefer words write them; what a model's list of tokens says is read once. */
export class KeyTermWriters {
  readonly #writers = new Map<string, KeyTermWriter | undefined>();

  /** The writer of a model; undefined when it cannot prefer words. */
  of(model: InstalledModel): KeyTermWriter | undefined {
    if (!this.#writers.has(model.modelId)) this.#writers.set(model.modelId, writerOf(model));
    return this.#writers.get(model.modelId);
  }
}

function writerOf(model: InstalledModel): KeyTermWriter | undefined {
  if (!takesKeyTerms(model)) return undefined;
  try {
    return new KeyTermWriter(model.files.tokens);
  } catch {
    // The file is gone or cannot be read: whoever loads the model says so.
    return undefined;
  }
}
