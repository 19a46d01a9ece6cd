import path from 'node:path';
import type { TransducerFiles } from '../contract/model.ts';

/** The role of a file in a transducer. */
export type TransducerRole = 'encoder' | 'decoder' | 'joiner' | 'tokens';

/** What names of files tell about a folder. */
export type TransducerFilesFound =
  | { readonly type: 'found'; readonly files: TransducerFiles }
  | { readonly type: 'incomplete'; readonly missing: readonly TransducerRole[] }
  /** No file looks like a network of a transducer. */
  | { readonly type: 'none' };

const networkRoles = ['encoder', 'decoder', 'joiner'] as const;

/**
 * Picks the files of a streaming transducer by their names: `*encoder*.onnx`, `*decoder*.onnx`,
 * `*joiner*.onnx` and `tokens.txt`. Of several, the 8-bit encoder and joiner and the decoder that is not
 * 8-bit; decoder and joiner of the same export as the encoder where the names tell.
 *
 * @param folder - absolute path of the folder the names are in.
 * @param fileNames - names of its regular files, any order.
 * @param given - names that are settled already; they win over what is found.
 */
export function findTransducerFiles(
  folder: string,
  fileNames: readonly string[],
  given: Partial<Record<TransducerRole, string>> = {},
): TransducerFilesFound {
  const names = [...fileNames].sort();
  const encoder = given.encoder ?? pickNetwork(names, 'encoder', undefined);
  const variant = encoder === undefined ? undefined : variantOf(encoder, 'encoder');
  const decoder = given.decoder ?? pickNetwork(names, 'decoder', variant);
  const joiner = given.joiner ?? pickNetwork(names, 'joiner', variant);
  const tokens = given.tokens ?? names.find((name) => name === 'tokens.txt');

  if (encoder === undefined && decoder === undefined && joiner === undefined) return { type: 'none' };
  if (encoder !== undefined && decoder !== undefined && joiner !== undefined && tokens !== undefined) {
    const at = (name: string): string => path.join(folder, name);
    return {
      type: 'found',
      files: { kind: 'transducer', encoder: at(encoder), decoder: at(decoder), joiner: at(joiner), tokens: at(tokens) },
    };
  }
  const chosen = { encoder, decoder, joiner, tokens };
  return {
    type: 'incomplete',
    missing: ([...networkRoles, 'tokens'] as const).filter((role) => chosen[role] === undefined),
  };
}

/** The file name that a role needs, for messages. */
export function expectedFileName(role: TransducerRole): string {
  return role === 'tokens' ? 'tokens.txt' : `*${role}*.onnx`;
}

function pickNetwork(
  names: readonly string[],
  role: (typeof networkRoles)[number],
  variant: string | undefined,
): string | undefined {
  const candidates = names.filter((name) => name.includes(role) && name.endsWith('.onnx'));
  const ofVariant = candidates.filter((name) => variantOf(name, role) === variant);
  const eligible = ofVariant.length > 0 ? ofVariant : candidates;
  return eligible.find((name) => name.endsWith('.int8.onnx') === (role !== 'decoder')) ?? eligible[0];
}

/** What remains of a name without its role and precision: equal for the files of one export. */
function variantOf(name: string, role: string): string {
  return name.replace(role, '').replace(/(\.int8|\.fp16)?\.onnx$/, '');
}
