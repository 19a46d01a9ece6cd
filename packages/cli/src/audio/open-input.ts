import { type FileInput, fileInput, type Pace, pcmInput } from '@steno/client/node';
import { CliError } from '../cli-error.ts';

/** Where audio may come from. */
export interface AudioPorts {
  /** Standard input. */
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean; destroy(): unknown };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens audio: a file of any format, or `-` for raw 16 kHz mono s16le from standard input.
 *
 * @returns once the first audio is there.
 * @throws CliError `input` or AudioInputError (as rejections).
 */
export async function openInput(input: string, ports: AudioPorts, pace: Pace): Promise<FileInput> {
  if (input !== '-') return fileInput(input, { pace, environment: ports.environment });
  const { stdin } = ports;
  if (stdin.isTTY === true) {
    throw new CliError(
      'input',
      'Standard input is a terminal; pipe 16 kHz mono 16-bit little-endian PCM into it, for example: arecord -q -t raw -f S16_LE -r 16000 | steno transcribe -',
    );
  }
  const pieces = stdin[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done === true) throw new CliError('input', 'standard input holds no audio.');
  const source = {
    destroy: () => stdin.destroy(),
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
      yield first.value;
      yield* { [Symbol.asyncIterator]: () => pieces };
    },
  };
  return { ...pcmInput(source, { pace }), name: 'standard input', durationMs: undefined };
}
