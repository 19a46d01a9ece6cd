import type { AudioInput } from '../../../src/common/contract.ts';

/** Reads an input to its end. */
export async function bytesOfInput(input: AudioInput): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input.readable) chunks.push(chunk);
  return Buffer.concat(chunks);
}
