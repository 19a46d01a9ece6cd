import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sampleRateHz } from '@steno/audio';
import { BenchError } from '../bench-error.ts';
import type { Progress } from '../report/progress.ts';
import { decodeAudio } from './decode-audio.ts';

/** A recording with its transcript. */
export interface Recording {
  /** The file's name without its extension. */
  readonly id: string;
  /** What kind of speech it is: read, noisy, telephone, ... */
  readonly kind: string;
  /** What is said. */
  readonly reference: string;
  /** 16 kHz mono s16. */
  readonly samples: Int16Array;
}

/**
 * Reads the English recordings of the manifest.
 *
 * @param assetsDir - the directory that holds `audio/dev/manifest.tsv`.
 * @param limit - at most so many, taken evenly from the whole list; default all.
 * @throws rejects with BenchError `asset_missing`.
 */
export async function readRecordings(
  assetsDir: string,
  progress: Progress,
  limit?: number,
): Promise<readonly Recording[]> {
  const directory = path.join(assetsDir, 'audio', 'dev');
  const all = (await readManifest(directory)).filter(({ language }) => language === 'en' || language.startsWith('en-'));
  const step = limit === undefined ? 1 : Math.max(1, all.length / limit);
  const rows = all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  const recordings: Recording[] = [];
  for (const { file, kind, reference } of rows) {
    progress.show(`decoding recordings: ${recordings.length + 1} of ${rows.length}`);
    const samples = await decodeAudio(path.join(directory, file));
    recordings.push({ id: path.parse(file).name, kind, reference, samples });
  }
  return recordings;
}

/** How long a recording is, in s. */
export function secondsOf({ samples }: Pick<Recording, 'samples'>): number {
  return samples.length / sampleRateHz;
}

interface ManifestRow {
  readonly file: string;
  readonly language: string;
  readonly kind: string;
  readonly reference: string;
}

async function readManifest(directory: string): Promise<readonly ManifestRow[]> {
  const file = path.join(directory, 'manifest.tsv');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new BenchError(
      'asset_missing',
      `${file} cannot be read; say with STENO_TEST_ASSETS or --assets where the recordings are.`,
      cause,
    );
  }
  const [head = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
    return { file: cell('file'), language: cell('language'), kind: cell('kind'), reference: cell('reference') };
  });
}
