import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readWavHeader } from '@steno/audio';
import { debianRecordings, type TestAssets } from './test-assets.ts';

/** Human speech with what was said. */
export interface Recording {
  /** File name. */
  readonly name: string;
  /** 16 kHz mono. */
  readonly samples: Int16Array;
  /** What was said. */
  readonly reference: string;
  /** BCP-47. */
  readonly language: string;
}

const decodeTimeoutMs = 20_000;
const maxDecodedBytes = 256 * 1024 * 1024;

/**
 * Decodes a recording of the manifest with ffmpeg.
 *
 * @param name - the file's name, for example `jfk.flac`.
 * @throws rejects with Error when the manifest has no such file, or ffmpeg fails.
 */
export async function readRecording(assets: TestAssets, name: string): Promise<Recording> {
  const manifest = await readFile(join(assets.recordingsDir, 'manifest.tsv'), 'utf8');
  const fields = manifest
    .split('\n')
    .map((line) => line.split('\t'))
    .find(([file]) => file === name);
  if (fields === undefined) throw new Error(`the manifest has no ${name}`);
  const [, language = '', , , , reference = ''] = fields;
  return { name, reference, language, samples: await decodeAudio(join(assets.recordingsDir, name)) };
}

/** Decodes any audio file to 16 kHz mono with ffmpeg. */
export async function decodeAudio(file: string): Promise<Int16Array> {
  const arguments_ = ['-v', 'error', '-nostdin', '-i', file, '-f', 's16le', '-ar', '16000', '-ac', '1', '-'];
  const options = { encoding: 'buffer', maxBuffer: maxDecodedBytes, timeout: decodeTimeoutMs } as const;
  const { stdout } = await promisify(execFile)('ffmpeg', arguments_, options);
  return samplesOf(stdout);
}

/**
 * Reads a recording of Debian's package `pocketsphinx-testdata`, without ffmpeg.
 *
 * @returns undefined when the package is not installed.
 */
export async function readDebianRecording(): Promise<Recording | undefined> {
  const directory = debianRecordings();
  if (directory === undefined) return undefined;
  const name = 'sense_and_sensibility_01_austen_64kb-0880.wav';
  const bytes = await readFile(join(directory, 'librivox', name));
  const header = readWavHeader(bytes);
  if (header.type !== 'header') throw new Error(`${name} is no WAVE file`);
  const samples = samplesOf(bytes.subarray(header.dataOffset));
  return { name, language: 'en-US', reference: 'he was not an ill disposed young man', samples };
}

function samplesOf(bytes: Uint8Array): Int16Array {
  // A copy of its own: what is given may be a view of a larger buffer.
  const whole = new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return new Int16Array(whole.buffer);
}
