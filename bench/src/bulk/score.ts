import { sampleRateHz } from '@steno/audio';
import type { FilePart, LongFile } from '../assets/long-file.ts';
import { alignWords, normalisedWords } from '@steno/client/measure';
import type { PushedFile } from './file-push-program.ts';

/** What a transcript of a long file is worth. */
export interface FileScore {
  readonly words: number;
  readonly errors: number;
  readonly referenceWords: number;
  /** Recordings of the file without any word. */
  readonly silentParts: number;
  /** Where the last word ends, in s. */
  readonly lastWordSeconds: number;
  /** How much less was heard than sent, in s. */
  readonly unheardSeconds: number;
}

/** Compares a transcript with what is said, recording by recording. */
export function scoreOf(file: LongFile, pushed: PushedFile): FileScore {
  const parts = partsOf(file, pushed);
  const references = file.parts.map(({ reference }) => normalisedWords(reference));
  return {
    words: parts.reduce((sum, words) => sum + words.length, 0),
    errors: parts.reduce((sum, words, index) => sum + alignWords(references[index] ?? [], words).errors, 0),
    referenceWords: references.reduce((sum, words) => sum + words.length, 0),
    silentParts: parts.filter((words) => words.length === 0).length,
    lastWordSeconds: pushed.words.at(-1)?.end ?? NaN,
    unheardSeconds: file.samples.length / sampleRateHz - pushed.heardSeconds,
  };
}

/** The words in which two transcripts of a file differ: substituted, left out and added ones. */
export function differingWords(file: LongFile, one: PushedFile, other: PushedFile): number {
  const others = partsOf(file, other);
  return partsOf(file, one).reduce((sum, words, index) => sum + alignWords(others[index] ?? [], words).errors, 0);
}

/** The words of each recording, by the times at which they end. */
function partsOf({ parts }: LongFile, { words }: PushedFile): readonly (readonly string[])[] {
  let next = 0;
  return parts.map((part) => {
    const from = next;
    while (next < words.length && isIn(part, words[next]?.end ?? 0)) next += 1;
    return normalisedWords(
      words
        .slice(from, next)
        .map(({ word }) => word)
        .join(' '),
    );
  });
}

function isIn({ toSample }: FilePart, seconds: number): boolean {
  return seconds * sampleRateHz <= toSample;
}
