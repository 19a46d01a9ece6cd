import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AudioInputError, fileInput } from '@steno/client/node';
import { bytesPerMs } from '@steno/audio';
import { CliError } from '../cli-error.ts';
import { readManifest } from './manifest.ts';

/** A recording in memory. */
export interface Recording {
  /** The file's name. */
  readonly name: string;
  /** 16 kHz mono s16le. */
  readonly bytes: Uint8Array;
  readonly durationMs: number;
  /** What is said; undefined when no transcript was given. */
  readonly reference: string | undefined;
}

/** Recordings to play, and what was left out. */
export interface RecordingSet {
  readonly recordings: readonly Recording[];
  /** Files that are longer than {@link maxRecordingMs}, or no audio. */
  readonly leftOut: readonly string[];
}

/** Which recordings are read. */
export interface RecordingSetOptions {
  readonly directory: string;
  /** A TSV file with transcripts; default: `manifest.tsv` of the directory, when there is one. */
  readonly manifest: string | undefined;
  /** With a manifest that names languages: only recordings in this one. */
  readonly language: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (done: number, total: number) => void;
}

/** Chosen: 50 files of half a minute are 48 MB, and enough voices. */
export const maxRecordings = 50;
/** Chosen: what is longer would go on long after the load is over. */
export const maxRecordingMs = 120_000;
const audioExtensions = new Set(['.wav', '.flac', '.mp3', '.ogg', '.opus', '.oga', '.m4a', '.aac', '.webm', '.aiff']);

/**
 * Reads recordings of a directory into memory: at most {@link maxRecordings}, taken evenly from all in the order of their names.
 *
 * @throws CliError `input` or AudioInputError `program_missing` (as rejections).
 */
export async function readRecordingSet(options: RecordingSetOptions): Promise<RecordingSet> {
  const files = await audioFiles(options.directory);
  const manifest = await readManifest(options.manifest, options.directory);
  const wanted = files.filter((file) => isInLanguage(manifest?.get(file)?.language, options.language));
  const step = Math.max(1, wanted.length / maxRecordings);
  const chosen = wanted.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  const recordings: Recording[] = [];
  const leftOut: string[] = [];
  for (const [index, name] of chosen.entries()) {
    options.onProgress(index, chosen.length);
    const bytes = await readAudio(join(options.directory, name), options.environment);
    if (bytes === undefined) leftOut.push(name);
    else recordings.push({ name, bytes, durationMs: bytes.length / bytesPerMs, reference: manifest?.get(name)?.text });
  }
  if (recordings.length > 0) return { recordings, leftOut };
  const among = options.language === undefined ? '' : ` for ${options.language}`;
  const longest = `${maxRecordingMs / 1000} s`;
  throw new CliError(
    'input',
    `${options.directory} holds no recording${among} that is audio and at most ${longest} long.`,
  );
}

async function audioFiles(directory: string): Promise<readonly string[]> {
  try {
    const names = await readdir(directory);
    return names.filter((name) => audioExtensions.has(extname(name).toLowerCase())).sort();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new CliError('input', `The directory ${directory} of recordings cannot be read (${code}).`, cause);
  }
}

/** The audio of a file; undefined when it is none, or too long. */
async function readAudio(
  path: string,
  environment: RecordingSetOptions['environment'],
): Promise<Uint8Array | undefined> {
  try {
    const input = await fileInput(path, { environment });
    const parts: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const part of input.readable) {
        parts.push(part);
        length += part.length;
        if (length > maxRecordingMs * bytesPerMs) return undefined;
      }
    } finally {
      await input.close();
    }
    return new Uint8Array(Buffer.concat(parts));
  } catch (error) {
    if (error instanceof AudioInputError && error.code === 'unreadable') return undefined;
    throw error;
  }
}

/** Tags are of one language when their first parts are. */
function isInLanguage(tag: string | undefined, wanted: string | undefined): boolean {
  const base = (text: string): string => text.toLowerCase().split('-')[0] ?? '';
  return tag === undefined || tag === '' || wanted === undefined || base(tag) === base(wanted);
}
