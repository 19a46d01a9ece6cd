import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sampleRateHz } from '@steno/audio';
import { BenchError } from '../bench-error.ts';

const maxDecodedBytes = 256 * 1024 * 1024;
const decodeTimeoutMs = 60_000;

/**
 * Decodes a file with ffmpeg.
 *
 * @param file - any file ffmpeg reads.
 * @returns 16 kHz mono s16.
 * @throws rejects with BenchError `asset_missing` when ffmpeg or the file cannot be used.
 */
export async function decodeAudio(file: string): Promise<Int16Array> {
  const args = ['-v', 'error', '-i', file, '-f', 's16le', '-ar', String(sampleRateHz), '-ac', '1', '-'];
  try {
    const { stdout } = await promisify(execFile)('ffmpeg', args, {
      encoding: 'buffer',
      maxBuffer: maxDecodedBytes,
      timeout: decodeTimeoutMs,
    });
    return new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.length & ~1)));
  } catch (cause) {
    throw new BenchError('asset_missing', `${file} cannot be decoded; install ffmpeg if it is missing.`, cause);
  }
}
