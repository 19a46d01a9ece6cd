import type { AudioInput } from '../../common/contract.ts';
import { atPace, type Pace } from './chunks.ts';
import { readableInput } from './readable-input.ts';

/** How audio that is given as bytes is read. */
export interface PcmInputOptions {
  /** Default `max`: as it comes. */
  readonly pace?: Pace;
}

/** Bytes to be read once: a stream of Node, a generator, any other async iterable. */
export type PcmSource = AsyncIterable<Uint8Array> & { readonly destroy?: () => unknown };

/**
 * Takes raw audio: 16 kHz mono signed 16-bit little-endian, in pieces of any length.
 *
 * @param source - read as the input is, and destroyed by `close` when it is a stream; the input's from here on.
 * @returns an input whose reading fails with TypeError for a piece that is no bytes, and with what the source fails with.
 */
export function pcmInput(source: PcmSource, { pace = 'max' }: PcmInputOptions = {}): AudioInput {
  const closing = new AbortController();
  return readableInput(atPace(bytesOf(source), pace, closing.signal), () => {
    closing.abort();
    source.destroy?.();
  });
}

async function* bytesOf(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    if (!(piece instanceof Uint8Array)) {
      const advice = typeof piece === 'string' ? '; a stream with an encoding gives text, set none' : '';
      throw new TypeError(`Raw audio must come as Uint8Array or Buffer, not as ${typeof piece}${advice}.`);
    }
    yield piece;
  }
}
