import path from 'node:path';
import type { ModelFiles, ModelKind } from '../contract/model.ts';

/** The kinds that sherpa-onnx loads. */
export type SherpaKind = Exclude<ModelKind, 'pocketsphinx'>;

/** What a file of such a model is for: the names of the fields of {@link ModelFiles}. */
export const fileRoles = [
  'encoder',
  'decoder',
  'joiner',
  'model',
  'preprocessor',
  'uncachedDecoder',
  'cachedDecoder',
  'mergedDecoder',
  'tokens',
  'bpeVocab',
] as const;

/** What a file of such a model is for. */
export type FileRole = (typeof fileRoles)[number];

/** How a file is found by its name. */
interface FileRule {
  readonly role: FileRole;
  readonly names: RegExp;
  /** The name for messages. */
  readonly label: string;
  /** Of several, the one that is not 8-bit. */
  readonly isFullPrecision?: true;
  readonly isOptional?: true;
}

const tokens: FileRule = { role: 'tokens', names: /^tokens\.txt$/, label: 'tokens.txt' };
const encoder: FileRule = { role: 'encoder', names: /encoder.*\.onnx$/, label: '*encoder*.onnx' };
const decoder: FileRule = { role: 'decoder', names: /decoder.*\.onnx$/, label: '*decoder*.onnx' };
const single: FileRule = { role: 'model', names: /\.onnx$/, label: '*.onnx' };
const bpeVocab: FileRule = { role: 'bpeVocab', names: /^bpe\.vocab$/, label: 'bpe.vocab' };
const transducer: readonly FileRule[] = [
  encoder,
  { ...decoder, isFullPrecision: true },
  { role: 'joiner', names: /joiner.*\.onnx$/, label: '*joiner*.onnx' },
  tokens,
];
const moonshine: readonly FileRule[] = [
  { role: 'preprocessor', names: /^preprocess.*\.onnx$/, label: 'preprocess*.onnx' },
  { role: 'encoder', names: /^encode.*\.onnx$/, label: 'encode*.onnx' },
  { role: 'uncachedDecoder', names: /^uncached_decode.*\.onnx$/, label: 'uncached_decode*.onnx' },
  { role: 'cachedDecoder', names: /^cached_decode.*\.onnx$/, label: 'cached_decode*.onnx' },
  tokens,
];
const mergedMoonshine: readonly FileRule[] = [
  { role: 'encoder', names: /^encoder_model.*\.(onnx|ort)$/, label: 'encoder_model*.onnx' },
  { role: 'mergedDecoder', names: /^decoder_model_merged.*\.(onnx|ort)$/, label: 'decoder_model_merged*.onnx' },
  tokens,
];

const kinds: Readonly<Record<SherpaKind, { readonly title: string; readonly files: readonly FileRule[] }>> = {
  transducer: { title: 'streaming transducer', files: [...transducer, { ...bpeVocab, isOptional: true }] },
  zipformer2_ctc: { title: 'streaming Zipformer2 with CTC', files: [single, tokens] },
  nemo_ctc: { title: 'streaming CTC model of NeMo', files: [single, tokens] },
  paraformer: { title: 'streaming Paraformer', files: [encoder, decoder, tokens] },
  offline_transducer: { title: 'offline transducer', files: transducer },
  offline_nemo_transducer: { title: 'offline transducer of NeMo', files: transducer },
  whisper: {
    title: 'Whisper model',
    files: [encoder, decoder, { role: 'tokens', names: /tokens\.txt$/, label: '*tokens.txt' }],
  },
  moonshine: { title: 'Moonshine model in four networks', files: moonshine },
  moonshine_merged: { title: 'Moonshine model in two networks', files: mergedMoonshine },
  sense_voice: { title: 'SenseVoice model', files: [single, tokens] },
  offline_nemo_ctc: { title: 'offline CTC model of NeMo', files: [single, tokens] },
  punctuation: { title: 'punctuation model', files: [single, bpeVocab] },
};

/** The kinds that sherpa-onnx loads. */
export const sherpaKinds = Object.keys(kinds) as readonly SherpaKind[]; // They are the keys of a record by SherpaKind.

/** The files that a model of a kind has, those that it may lack included. */
export function rolesOf(kind: SherpaKind): readonly FileRole[] {
  return kinds[kind].files.map((rule) => rule.role);
}

/** A kind in words, for messages. */
export function titleOf(kind: SherpaKind): string {
  return kinds[kind].title;
}

/** What {@link findKindFiles} found. */
export type KindFilesFound =
  | { readonly type: 'found'; readonly files: ModelFiles }
  /** What is not there, as names for messages, such as `*joiner*.onnx`; at least one. */
  | { readonly type: 'incomplete'; readonly missing: readonly string[] };

/**
 * Picks the files of a model by their names. Of several the 8-bit ones, but of a transducer the decoder that is not
 * 8-bit; of the same export as the encoder where the names tell.
 *
 * @param folder - absolute path of the folder the names are in.
 * @param fileNames - names of its regular files, any order.
 * @param given - names that are settled already; they win over what is found.
 */
export function findKindFiles(
  kind: SherpaKind,
  { folder, fileNames }: { readonly folder: string; readonly fileNames: readonly string[] },
  given: Partial<Record<FileRole, string>> = {},
): KindFilesFound {
  const names = [...fileNames].sort();
  const chosen: Partial<Record<FileRole, string>> = {};
  const missing: string[] = [];
  let variant: string | undefined;
  for (const rule of kinds[kind].files) {
    const name = given[rule.role] ?? pick(names, rule, variant);
    if (name !== undefined) chosen[rule.role] = path.join(folder, name);
    else if (rule.isOptional !== true) missing.push(rule.label);
    if (rule.role === 'encoder' && name !== undefined) variant = variantOf(name, 'encoder');
  }
  if (missing.length > 0) return { type: 'incomplete', missing };
  // The rules of a kind are the fields of its files, and none of the required ones is absent now.
  return { type: 'found', files: { kind, ...chosen } as ModelFiles };
}

function pick(names: readonly string[], rule: FileRule, variant: string | undefined): string | undefined {
  const candidates = names.filter((name) => rule.names.test(name));
  const ofVariant = candidates.filter((name) => variantOf(name, rule.role) === variant);
  const eligible = ofVariant.length > 0 ? ofVariant : candidates;
  const isWanted = (name: string): boolean => name.includes('.int8.') === (rule.isFullPrecision !== true);
  return eligible.find(isWanted) ?? eligible[0];
}

/** What remains of a name without its role and precision: equal for the files of one export. */
function variantOf(name: string, role: string): string {
  return name.replace(role, '').replace(/(\.int8|\.fp16)?\.(onnx|ort|txt)$/, '');
}
