import path from 'node:path';
import type { SherpaKind } from './kind-files.ts';
import { inspectNetwork } from './network-file.ts';

/** The `model_type` of icefall's streaming transducers, as sherpa-onnx reads it in `OnlineTransducerModel::Create`. */
const icefallTypes: readonly string[] = ['conformer', 'ebranchformer', 'lstm', 'zipformer', 'zipformer2'];

/** What kind of model a folder holds. */
export type KindFound =
  | { readonly type: 'kind'; readonly kind: SherpaKind }
  /** It is meant to be a model, but nothing tells which; the reason is a sentence for the user. */
  | { readonly type: 'unclear'; readonly reason: string }
  /** Nothing in it looks like a model. */
  | { readonly type: 'none' };

/**
 * Tells the kind of a model by the names of its files, by what its publisher wrote into its network, and where that
 * leaves a choice by the folder's name. Three networks with nothing else to tell by are a streaming transducer.
 *
 * @param folder - absolute path.
 * @param names - names of the files in it.
 */
export async function kindOfFolder(folder: string, names: readonly string[]): Promise<KindFound> {
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  const name = path.basename(folder).toLowerCase();
  if (has(/^(un)?cached_decode.*\.onnx$/)) return { type: 'kind', kind: 'moonshine' };
  if (has(/^decoder_model_merged.*\.(onnx|ort)$/)) return { type: 'kind', kind: 'moonshine_merged' };
  const encoder = names.find((file) => /encoder.*\.onnx$/.test(file));
  if (has(/joiner.*\.onnx$/)) return { type: 'kind', kind: await transducerKind(folder, encoder) };
  if (encoder !== undefined && has(/decoder.*\.onnx$/)) {
    const { modelType } = await traitsOf(path.join(folder, encoder));
    if (modelType.startsWith('whisper') || has(/-tokens\.txt$/)) return { type: 'kind', kind: 'whisper' };
    if (modelType === 'paraformer' || name.includes('paraformer')) return { type: 'kind', kind: 'paraformer' };
  }
  if (encoder !== undefined || has(/decoder.*\.onnx$/)) return { type: 'kind', kind: 'transducer' };
  const single = names.find((file) => file.endsWith('.onnx'));
  if (single === undefined) return { type: 'none' };
  if (names.includes('tokens.txt')) return singleKind(folder, single);
  return names.includes('bpe.vocab') ? { type: 'kind', kind: 'punctuation' } : { type: 'none' };
}

/**
 * Why a network is not of the kind that was said: live where it is for whole segments, or the other way round. Such a
 * model ends the process that loads it.
 *
 * @param encoder - absolute path of its encoder.
 * @returns a sentence for the user; undefined when it may be of that kind, or when the network does not tell.
 */
export async function whyOtherKind(encoder: string, kind: SherpaKind): Promise<string | undefined> {
  const isForLiveText = kind === 'transducer';
  if (!isForLiveText && kind !== 'offline_transducer' && kind !== 'offline_nemo_transducer') return undefined;
  const { isStreaming, modelType } = await traitsOf(encoder);
  if (modelType === '' || isStreaming === isForLiveText) return undefined;
  const fitting = isForLiveText ? (isNemo(modelType) ? 'offline_nemo_transducer' : 'offline_transducer') : 'transducer';
  const what = isStreaming ? 'text while somebody speaks' : 'whole segments';
  return `${encoder} is a network for ${what} and not of the kind "${kind}"; write "kind": "${fitting}" into the model.json of its folder.`;
}

/**
 * True when a streaming transducer is known to be one of icefall's, which have a beam search. Those of NeMo have none, and
 * asking for it ends the process; so a network that does not tell has none either.
 *
 * @param encoder - absolute path of its encoder.
 */
export async function hasBeamSearch(encoder: string): Promise<boolean> {
  return icefallTypes.includes((await traitsOf(encoder)).modelType);
}

async function transducerKind(folder: string, encoder: string | undefined): Promise<SherpaKind> {
  const name = path.basename(folder).toLowerCase();
  const { isStreaming, modelType } =
    encoder === undefined ? { isStreaming: false, modelType: '' } : await traitsOf(path.join(folder, encoder));
  if (isStreaming) return 'transducer';
  if (modelType !== '') return isNemo(modelType) ? 'offline_nemo_transducer' : 'offline_transducer';
  if (name.includes('streaming')) return 'transducer';
  if (/parakeet|gigaam|giga-am/.test(name)) return 'offline_nemo_transducer';
  return /offline|reazonspeech/.test(name) ? 'offline_transducer' : 'transducer';
}

async function singleKind(folder: string, single: string): Promise<KindFound> {
  const { isStreaming, modelType } = await traitsOf(path.join(folder, single));
  const name = path.basename(folder).toLowerCase();
  if (modelType.startsWith('sense_voice')) return { type: 'kind', kind: 'sense_voice' };
  if (isStreaming) return { type: 'kind', kind: isNemo(modelType) ? 'nemo_ctc' : 'zipformer2_ctc' };
  if (isNemo(modelType)) return { type: 'kind', kind: 'offline_nemo_ctc' };
  if (modelType === '' && /sense-?voice/.test(name)) return { type: 'kind', kind: 'sense_voice' };
  if (modelType === '' && name.includes('streaming-zipformer-ctc')) return { type: 'kind', kind: 'zipformer2_ctc' };
  const reason =
    `${path.join(folder, single)} does not tell what kind of model it is; write it into a model.json beside it, ` +
    'like {"kind": "sense_voice"}, or move the folder away.';
  return { type: 'unclear', reason };
}

interface Traits {
  /** True when it takes a piece of audio at a time. */
  readonly isStreaming: boolean;
  /** What its publisher calls its type; empty when nothing is said. */
  readonly modelType: string;
}

/** What the export scripts of sherpa-onnx write into a network, which is what it is loaded by. */
async function traitsOf(file: string): Promise<Traits> {
  const unknown = { isStreaming: false, modelType: '' };
  try {
    const found = await inspectNetwork(file);
    if (found.type === 'broken') return unknown;
    const { metadata } = found;
    // The length of a piece, as icefall's streaming models and NeMo's call it.
    const isStreaming = ['decode_chunk_len', 'chunk_shift'].some((key) => metadata.has(key));
    return { isStreaming, modelType: metadata.get('model_type') ?? '' };
  } catch {
    return unknown; // What is wrong with the file is told when all files are checked.
  }
}

function isNemo(modelType: string): boolean {
  return modelType.startsWith('EncDec');
}
