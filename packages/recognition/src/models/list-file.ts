import { open } from 'node:fs/promises';
import { whyNoContent } from './network-file.ts';

/** What stands on each line of a list. */
export type ListFormat = 'tokens' | 'base64_tokens' | 'bpe_vocab';

const formats: Readonly<Record<ListFormat, { readonly line: RegExp; readonly expected: string }>> = {
  // The token of a space is a space, so a number may stand alone.
  tokens: { line: /(?:^|[ \t])\d+$/, expected: 'a token and its number' },
  base64_tokens: { line: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?[ \t]+\d+$/, expected: 'a token in base64 and its number' },
  bpe_vocab: { line: /[ \t]-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i, expected: 'a token and its score' },
};

/** Chosen: the longest list of tokens there is has 5 MB. */
const maxBytes = 32_000_000;

/**
 * Reads a list of tokens line by line.
 *
 * @param file - absolute path.
 * @returns why it cannot be used, as a sentence for the user; undefined when it can.
 * @throws the file system's error when it cannot be read.
 */
export async function whyNoList(file: string, format: ListFormat): Promise<string | undefined> {
  const { line: allowed, expected } = formats[format];
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) return `${file} has ${size} bytes, too many for a list of tokens; download it again.`;
    const content = await handle.readFile();
    const reason = whyNoContent(file, content.subarray(0, 256));
    if (reason !== undefined) return reason;
    const lines = content.toString('utf8').split('\n');
    // A file that is cut off ends inside a line, most often before its number.
    const wrong = lines.findIndex((line) => line.trim() !== '' && !allowed.test(line.trimEnd()));
    if (wrong < 0) return undefined;
    return `${file} is damaged or no list of tokens: line ${wrong + 1} is not ${expected}; download it again.`;
  } finally {
    await handle.close();
  }
}
