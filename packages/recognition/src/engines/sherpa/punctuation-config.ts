import type { PunctuationFiles } from '../../contract/model.ts';

/** Settings of a punctuation model. */
export interface PunctuationConfigOptions {
  /** Threads of one text; integer, >= 1. Default 1. */
  readonly threads?: number;
}

/** The configuration of sherpa-onnx' `OnlinePunctuation`. */
export function punctuationConfig(files: PunctuationFiles, options: PunctuationConfigOptions = {}): unknown {
  const { threads = 1 } = options;
  return {
    model: { cnnBilstm: files.model, bpeVocab: files.bpeVocab, numThreads: threads, provider: 'cpu', debug: 0 },
  };
}
