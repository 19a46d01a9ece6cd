import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chunkBytes } from './chunk.ts';
import type { Recording } from './recordings.ts';

/**
 * How far apart in the corpus two neighbouring streams begin, in chunks. Chosen: a prime of about the
 * length of a sentence, so that streams do not pause together.
 */
const offsetChunks = 73;

/** A file with speech that streams read in a circle; to be removed by whoever made it. */
export interface CorpusFile {
  readonly file: string;
  remove(): Promise<void>;
}

/** Writes recordings one behind the other, s16, in whole chunks, so that other processes can read them. */
export async function writeCorpus(recordings: readonly Recording[]): Promise<CorpusFile> {
  const directory = await mkdtemp(path.join(tmpdir(), 'steno-bench-'));
  const file = path.join(directory, 'corpus.s16');
  const parts = recordings.map(({ samples }) => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  const bytes = Buffer.concat(parts);
  await writeFile(file, bytes.subarray(0, bytes.length - (bytes.length % chunkBytes)));
  return {
    file,
    remove: async () => {
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Reads the chunks of a corpus; each is a view of the same memory. */
export function readCorpusChunks(file: string): readonly Buffer[] {
  const bytes = readFileSync(file);
  return Array.from({ length: bytes.length / chunkBytes }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
}

/**
 * The chunk that a stream gets.
 *
 * @param chunks - the corpus.
 * @param stream - number of the stream, from 0; each begins at another place.
 * @param sequence - how many chunks it has got.
 */
export function corpusChunk<Chunk>(chunks: readonly Chunk[], stream: number, sequence: number): Chunk {
  const chunk = chunks[(stream * offsetChunks + sequence) % chunks.length];
  if (chunk === undefined) throw new RangeError('the corpus is empty');
  return chunk;
}
