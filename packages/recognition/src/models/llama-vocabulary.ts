/** The tokens that follow the vocabulary of Llama in the models that use it here: up to this number, unused. */
const totalTokens = 32_768;
/** How the list `<unk>`, `<s>`, `</s>` begins in base64. */
const vocabulary = /["'`](PHVuaz4KPHM\+[A-Za-z0-9+/]+={0,2})["'`]/;

/**
 * Makes the list of tokens that sherpa-onnx reads for Moonshine: on each line a token in base64 and its number. The
 * vocabulary is taken from the source of a program that carries Llama's, as the package llama-tokenizer-js writes it:
 * the base64 of all tokens joined by newlines, where `<0x0A>` stands for a byte and U+2581 for a space.
 *
 * @param source - the text of the program.
 * @returns undefined when there is no such vocabulary in it.
 */
export function tokensFromLlamaVocabulary(source: string): string | undefined {
  const encoded = vocabulary.exec(source)?.[1];
  if (encoded === undefined) return undefined;
  const tokens = Buffer.from(encoded, 'base64').toString('utf8').split('\n');
  const unused = Array.from({ length: Math.max(0, totalTokens - tokens.length) }, (_, index) => `<<ST_${index}>>`);
  return [...tokens, ...unused].map((token, index) => `${bytesOf(token).toString('base64')} ${index}\n`).join('');
}

function bytesOf(token: string): Buffer {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
  return byte === undefined ? Buffer.from(token.replaceAll('\u2581', ' ')) : Buffer.from(byte, 'hex');
}
