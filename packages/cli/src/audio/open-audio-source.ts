import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { maxWavHeaderBytes, readWavHeader, sampleRateHz, type WavFormat } from '@steno/audio';
import { CliError } from '../cli-error.ts';
import type { AudioSource } from './audio-source.ts';
import { convertWithFfmpeg } from './ffmpeg.ts';
import { bulkChunkBytes } from './chunks.ts';

/** Where audio may come from. */
export interface AudioSourcePorts {
  /** Standard input. */
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean; destroy(): unknown };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens audio: a 16 kHz mono s16 WAV file directly, any other file through ffmpeg, `-` as raw 16 kHz mono
 * s16le from standard input.
 *
 * @throws CliError (as a rejection) `input` or `program_missing`.
 */
export async function openAudioSource(input: string, ports: AudioSourcePorts): Promise<AudioSource> {
  if (input === '-') return fromStandardInput(ports);
  const start = await readStart(input);
  const header = readWavHeader(start.bytes);
  if (header.type === 'header' && isServedFormat(header)) return fromWavFile(input, header.dataOffset, start);
  return convertWithFfmpeg(input, ports.environment);
}

function fromStandardInput({ stdin }: AudioSourcePorts): AudioSource {
  if (stdin.isTTY === true) {
    throw new CliError(
      'input',
      'Standard input is a terminal; pipe 16 kHz mono 16-bit little-endian PCM into it, for example: arecord -q -t raw -f S16_LE -r 16000 | steno transcribe -',
    );
  }
  return { name: 'standard input', pieces: stdin, durationMs: undefined, close: () => void stdin.destroy() };
}

/** The first bytes of a file and the length of all. */
interface FileStart {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
}

function fromWavFile(path: string, dataOffset: number, start: FileStart): AudioSource {
  // The size of the data chunk stands before its content. Other chunks may follow; a streamed header says
  // 0 or 0xFFFFFFFF and means "to the end".
  const view = new DataView(start.bytes.buffer, start.bytes.byteOffset, start.bytes.byteLength);
  const statedBytes = view.getUint32(dataOffset - 4, true);
  const restBytes = start.sizeBytes - dataOffset;
  const dataBytes = statedBytes > 0 ? Math.min(statedBytes, restBytes) : restBytes;
  if (dataBytes <= 0) throw new CliError('input', `${path} holds no audio.`);
  const stream = createReadStream(path, { start: dataOffset, end: dataOffset + dataBytes - 1 });
  return {
    name: basename(path),
    pieces: stream,
    durationMs: (dataBytes / bulkChunkBytes) * 1000,
    close: () => void stream.destroy(),
  };
}

async function readStart(path: string): Promise<FileStart> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const stats = await file.stat();
    if (stats.isDirectory()) throw new CliError('input', `${path} is a directory; name an audio file.`);
    if (stats.isFile() && stats.size === 0) throw new CliError('input', `${path} is empty.`);
    // A pipe or a device cannot be read twice, so it goes to ffmpeg whole.
    if (!stats.isFile()) return { bytes: new Uint8Array(), sizeBytes: 0 };
    const { buffer, bytesRead } = await file.read(new Uint8Array(maxWavHeaderBytes), 0, maxWavHeaderBytes, 0);
    return { bytes: buffer.subarray(0, bytesRead), sizeBytes: stats.size };
  } catch (error) {
    throw error instanceof CliError ? error : unreadable(path, error);
  } finally {
    await file?.close();
  }
}

function unreadable(path: string, cause: unknown): CliError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  switch (code) {
    case 'ENOENT':
      return new CliError('input', `${path} does not exist.`, cause);
    case 'EACCES':
      return new CliError('input', `${path} may not be read by this user.`, cause);
    default:
      return new CliError('input', `${path} cannot be read (${code}).`, cause);
  }
}

function isServedFormat({ format }: { readonly format: WavFormat }): boolean {
  return (
    format.formatTag === 1 &&
    format.channels === 1 &&
    format.sampleRateHz === sampleRateHz &&
    format.bitsPerSample === 16
  );
}
