import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { maxWavHeaderBytes, readWavHeader, sampleRateHz, type WavFormat } from '@steno/audio';
import type { AudioInput } from '../../common/contract.ts';
import { AudioInputError } from '../../common/audio-input-error.ts';
import { atPace, bulkChunkBytes, type Pace } from './chunks.ts';
import { convertWithFfmpeg } from './ffmpeg.ts';
import { readableInput } from './readable-input.ts';

/** How a file is read. */
export interface FileInputOptions {
  /** Default `max`: as fast as the session takes it. */
  readonly pace?: Pace;
  /** Read for `PATH`, where ffmpeg is looked for; default: that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A file as audio. */
export interface FileInput extends AudioInput {
  /** Its name without the directory. */
  readonly name: string;
  /** How long it is, in ms; undefined when that shows only at its end. */
  readonly durationMs: number | undefined;
}

/** Audio of a file; `close` frees what it comes from. */
interface OpenFile {
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly durationMs: number | undefined;
  close(): unknown;
}

/**
 * Opens a file: 16 kHz mono 16-bit WAV directly, whatever else ffmpeg reads through ffmpeg.
 *
 * @returns once the first audio is there. Reading it fails with AudioInputError when the file breaks off, or ffmpeg gives
 *   nothing for a minute.
 * @throws AudioInputError (as a rejection) `unreadable`, `program_missing` or `program_failed`.
 */
export async function fileInput(path: string, options: FileInputOptions = {}): Promise<FileInput> {
  const start = await readStart(path);
  const header = readWavHeader(start.bytes);
  const file =
    header.type === 'header' && isServedFormat(header)
      ? openWavFile(path, header.dataOffset, start)
      : await convertWithFfmpeg(path, options.environment ?? process.env);
  const closing = new AbortController();
  const input = readableInput(atPace(file.pieces, options.pace ?? 'max', closing.signal), () => {
    closing.abort();
    return file.close();
  });
  return { ...input, name: basename(path), durationMs: file.durationMs };
}

/** The first bytes of a file and the length of all. */
interface FileStart {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
}

function openWavFile(path: string, dataOffset: number, start: FileStart): OpenFile {
  // The size of the data chunk stands before its content. Other chunks may follow; a streamed header says
  // 0 or 0xFFFFFFFF and means "to the end".
  const view = new DataView(start.bytes.buffer, start.bytes.byteOffset, start.bytes.byteLength);
  const statedBytes = view.getUint32(dataOffset - 4, true);
  const restBytes = start.sizeBytes - dataOffset;
  const dataBytes = statedBytes > 0 ? Math.min(statedBytes, restBytes) : restBytes;
  if (dataBytes <= 0) throw new AudioInputError('unreadable', `${path} holds no audio.`);
  const stream = createReadStream(path, { start: dataOffset, end: dataOffset + dataBytes - 1 });
  return { pieces: stream, durationMs: (dataBytes / bulkChunkBytes) * 1000, close: () => stream.destroy() };
}

async function readStart(path: string): Promise<FileStart> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const stats = await file.stat();
    if (stats.isDirectory()) throw new AudioInputError('unreadable', `${path} is a directory; name an audio file.`);
    if (stats.isFile() && stats.size === 0) throw new AudioInputError('unreadable', `${path} is empty.`);
    // A pipe or a device cannot be read twice, so it goes to ffmpeg whole.
    if (!stats.isFile()) return { bytes: new Uint8Array(), sizeBytes: 0 };
    const { buffer, bytesRead } = await file.read(new Uint8Array(maxWavHeaderBytes), 0, maxWavHeaderBytes, 0);
    return { bytes: buffer.subarray(0, bytesRead), sizeBytes: stats.size };
  } catch (error) {
    throw error instanceof AudioInputError ? error : unreadable(path, error);
  } finally {
    await file?.close();
  }
}

function unreadable(path: string, cause: unknown): AudioInputError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  switch (code) {
    case 'ENOENT':
      return new AudioInputError('unreadable', `${path} does not exist.`, cause);
    case 'EACCES':
      return new AudioInputError('unreadable', `${path} may not be read by this user.`, cause);
    default:
      return new AudioInputError('unreadable', `${path} cannot be read (${code}).`, cause);
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
