import { alignWords, normalisedWords, type Spread, spreadOf } from '@steno/client/measure';
import type { Played } from './play-recording.ts';
import type { ProcessUse } from './process-watch.ts';
import type { Recording } from './recording-set.ts';
import type { LoadResult } from './run-load.ts';

/** Words of the load beside those of the same recordings heard alone, before. */
export interface WordChanges {
  /** Words that were heard alone. */
  readonly alone: number;
  /** Of those: not there under load; another word in their place. And words that were not there alone. */
  readonly missing: number;
  readonly changed: number;
  readonly added: number;
}

/** Word errors against what is said. */
export interface ErrorRate {
  readonly words: number;
  readonly errors: number;
  /** 0..; errors / words. */
  readonly rate: number;
}

/** What a load showed; the format of `--json`. Latencies are ms, as this client saw them. */
export interface LoadReport {
  readonly recordings: number;
  /** Recordings that were played to their end, and their audio in s. */
  readonly played: number;
  readonly audioSeconds: number;
  readonly peakSessions: number;
  readonly latencies: Readonly<Record<'open' | 'firstPartial' | 'partial' | 'final' | 'stop', Spread>>;
  /** How late this client sent its chunks, in ms. */
  readonly lateness: Spread;
  /** Warnings `lag` of the server, in ms. */
  readonly lag: Spread;
  readonly words: WordChanges;
  /** Against the transcripts of the manifest: under load, and alone. Undefined without transcripts. */
  readonly wordErrors: { readonly load: ErrorRate; readonly alone: ErrorRate } | undefined;
  readonly resumed: number;
  readonly restarted: number;
  /** Sessions that failed, by code. */
  readonly errors: Readonly<Record<string, number>>;
  readonly client: ProcessUse;
}

/**
 * Sums up a load.
 *
 * @param alone - what each recording was heard as alone.
 */
export function loadReportOf(load: LoadResult, alone: ReadonlyMap<Recording, string>, client: ProcessUse): LoadReport {
  const { played, errors, peak } = load;
  const all = (pick: (one: Played) => readonly number[]): Spread => spreadOf(played.flatMap(pick));
  const sum = (pick: (one: Played) => number): number => played.reduce((total, one) => total + pick(one), 0);
  return {
    recordings: alone.size,
    played: played.length,
    audioSeconds: sum(({ recording }) => recording.durationMs) / 1000,
    peakSessions: peak,
    latencies: {
      open: all(({ openMs }) => [openMs]),
      firstPartial: all(({ latencies }) => latencies.firstPartial),
      partial: all(({ latencies }) => latencies.partial),
      final: all(({ latencies }) => latencies.final),
      stop: all(({ latencies }) => [latencies.stop]),
    },
    lateness: all(({ lateMs }) => lateMs),
    lag: all(({ lagMs }) => lagMs),
    words: changesOf(played, alone),
    wordErrors: wordErrorsOf(played, alone),
    resumed: sum(({ resumed }) => resumed),
    restarted: sum(({ restarted }) => restarted),
    errors,
    client,
  };
}

function changesOf(played: readonly Played[], alone: ReadonlyMap<Recording, string>): WordChanges {
  const changes = { alone: 0, missing: 0, changed: 0, added: 0 };
  for (const { recording, text } of played) {
    const words = normalisedWords(alone.get(recording) ?? '');
    const { fates, insertions } = alignWords(words, normalisedWords(text));
    changes.alone += words.length;
    changes.missing += fates.filter((fate) => fate === 'deleted').length;
    changes.changed += fates.filter((fate) => fate === 'substituted').length;
    changes.added += insertions;
  }
  return changes;
}

function wordErrorsOf(played: readonly Played[], alone: ReadonlyMap<Recording, string>): LoadReport['wordErrors'] {
  const rate = (textOf: (one: Played) => string): ErrorRate => {
    const counted = { words: 0, errors: 0 };
    for (const one of played) {
      if (one.recording.reference === undefined) continue;
      const words = normalisedWords(one.recording.reference);
      counted.words += words.length;
      counted.errors += alignWords(words, normalisedWords(textOf(one))).errors;
    }
    return { ...counted, rate: counted.errors / counted.words };
  };
  const load = rate(({ text }) => text);
  if (load.words === 0) return undefined;
  return { load, alone: rate(({ recording }) => alone.get(recording) ?? '') };
}
