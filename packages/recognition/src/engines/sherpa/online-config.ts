import { sampleRateHz } from '@steno/audio';
import type { ParaformerFiles, StreamingCtcFiles, TransducerFiles } from '../../contract/model.ts';

/** How sherpa-onnx searches; the beam search takes key terms and only transducers have it. */
export type DecodingMethod = 'greedy_search' | 'modified_beam_search';

/** Settings of a streaming model. */
export interface OnlineConfigOptions {
  /** Threads of one decoding step; integer, >= 1. Default 1: two double the CPU for nothing with small models. */
  readonly threads?: number;
  /** Default `greedy_search`. Transducers of NeMo do not have the other one either: it would end the process. */
  readonly decodingMethod?: DecodingMethod;
  /** Hypotheses the beam search keeps; integer, >= 1. Default 4, that of sherpa-onnx. */
  readonly maxActivePaths?: number;
  /** Key terms in the writing of the model's tokens, one or more words each. Default none. */
  readonly keyTerms?: readonly string[];
  /** What each token of a key term is worth in log-probability; > 0. Default 1.5, that of sherpa-onnx. */
  readonly keyTermScore?: number;
  /** How key terms are cut into tokens. Default `bpe` where the model has a `bpe.vocab`, else `cjkchar`. */
  readonly modelingUnit?: 'bpe' | 'cjkchar' | 'cjkchar+bpe';
}

/**
 * The configuration of sherpa-onnx' `OnlineRecognizer`. The type of the model is left to the model's own metadata:
 * naming the wrong one ends the process. Where an utterance ends is decided outside.
 *
 * @throws TypeError for a beam search over a model that is no transducer, and for key terms without a beam search.
 */
export function onlineConfig(
  files: TransducerFiles | StreamingCtcFiles | ParaformerFiles,
  options: OnlineConfigOptions = {},
): unknown {
  const { threads = 1, decodingMethod = 'greedy_search' } = options;
  if (decodingMethod === 'modified_beam_search' && files.kind !== 'transducer') {
    throw new TypeError(`a model of kind ${files.kind} has no modified_beam_search; allowed is greedy_search`);
  }
  const { modelingUnit, ...search } = searchConfig(files, options, decodingMethod);
  return {
    featConfig: { sampleRate: sampleRateHz, featureDim: 80 },
    modelConfig: {
      ...networks(files),
      ...modelingUnit,
      tokens: files.tokens,
      numThreads: threads,
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod,
    ...search,
    enableEndpoint: false,
  };
}

function networks(files: TransducerFiles | StreamingCtcFiles | ParaformerFiles): object {
  switch (files.kind) {
    case 'transducer':
      return { transducer: { encoder: files.encoder, decoder: files.decoder, joiner: files.joiner } };
    case 'zipformer2_ctc':
      return { zipformer2Ctc: { model: files.model } };
    case 'nemo_ctc':
      return { nemoCtc: { model: files.model } };
    case 'paraformer':
      return { paraformer: { encoder: files.encoder, decoder: files.decoder } };
  }
}

interface SearchConfig {
  readonly modelingUnit?: { readonly modelingUnit: string; readonly bpeVocab?: string };
  readonly maxActivePaths?: number;
  readonly hotwordsBuf?: string;
  readonly hotwordsBufSize?: number;
  readonly hotwordsScore?: number;
}

function searchConfig(
  files: TransducerFiles | StreamingCtcFiles | ParaformerFiles,
  options: OnlineConfigOptions,
  decodingMethod: DecodingMethod,
): SearchConfig {
  const { maxActivePaths = 4, keyTerms = [], keyTermScore = 1.5 } = options;
  if (decodingMethod === 'greedy_search') {
    if (keyTerms.length > 0) throw new TypeError('key terms need the decoding method modified_beam_search');
    return {};
  }
  if (keyTerms.length === 0) return { maxActivePaths };
  const bpeVocab = files.kind === 'transducer' ? files.bpeVocab : undefined;
  const hotwordsBuf = `${keyTerms.join('\n')}\n`;
  return {
    maxActivePaths,
    modelingUnit: {
      modelingUnit: options.modelingUnit ?? (bpeVocab === undefined ? 'cjkchar' : 'bpe'),
      ...(bpeVocab === undefined ? {} : { bpeVocab }),
    },
    hotwordsBuf,
    hotwordsBufSize: Buffer.byteLength(hotwordsBuf),
    hotwordsScore: keyTermScore,
  };
}
