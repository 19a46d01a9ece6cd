import { homedir } from 'node:os';
import { bytesPerMs } from '@steno/audio';
import { parseConfiguration } from '@steno/server';
import type { LongFile } from '../assets/long-file.ts';
import type { Report, Verdict } from '../report/report.ts';
import { spreadOf, type WordLatency } from '@steno/client/measure';
import { type MemorySample, mib } from '../serve/memory-sampler.ts';
import type { PushedFile } from './file-push-program.ts';
import { differingWords, type FileScore, scoreOf } from './score.ts';

/** A part of the time, on the clock of `performance.now()`. */
export interface BulkWindow {
  readonly isWithFile: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

/** All that was seen. */
export interface BulkRuns {
  readonly file: LongFile;
  readonly minutes: number;
  /** Memory after some sessions and before the file. */
  readonly base: MemorySample;
  readonly samples: readonly MemorySample[];
  /** The file alone, as fast as it goes. */
  readonly alone: PushedFile;
  readonly aloneSeconds: number;
  /** The file alone, at a given pace. */
  readonly paced: PushedFile;
  /** The file beside live sessions. */
  readonly beside: PushedFile;
  readonly windows: readonly BulkWindow[];
  readonly latencies: readonly WordLatency[];
}

/** What V8 keeps beyond what it needs before it collects, and buffers of sockets. Chosen. */
const serverSlackBytes = 64 * mib;
/** What the allocator of the native library keeps. Chosen. */
const workerSlackBytes = 32 * mib;
/** A sample of 16 bits and one of 32, for each ms. */
const heldBytesPerMs = 3 * bytesPerMs;
/** 80 features of 32 bits, 100 times a second. */
const featureBytesPerMs = 32;
/** An utterance may exceed its length by half. */
const utteranceShare = 1.5;
const maxLatencyRatio = 1.5;
/** How far batches may move the word error rate, in points. Chosen. */
const maxWerShift = 0.5;

/** Holds memory, transcripts and latencies to their bounds. */
export function toBulkReport(runs: BulkRuns): Report {
  const { file, base, samples, alone, paced, beside, windows, latencies } = runs;
  const memory = memoryOf(base, samples);
  const scores = [
    { name: 'alone', pushed: alone, score: scoreOf(file, alone) },
    { name: 'alone, at a given pace', pushed: paced, score: scoreOf(file, paced) },
    { name: 'beside live sessions', pushed: beside, score: scoreOf(file, beside) },
  ];
  const differing = differingWords(file, paced, alone);
  const live = [true, false].map((isWithFile) => ({
    isWithFile,
    seconds:
      windows.filter((one) => one.isWithFile === isWithFile).reduce((sum, one) => sum + one.toMs - one.fromMs, 0) /
      1000,
    ...spreadOf(
      latenciesIn(
        latencies,
        windows.filter((one) => one.isWithFile === isWithFile),
      ),
    ),
  }));
  const ratio = (live[0]?.p95 ?? NaN) / (live[1]?.p95 ?? NaN);
  return {
    name: 'bulk',
    tables: [
      {
        title: 'Memory, resident, MiB',
        header: ['process', 'before', 'most', 'bound'],
        rows: memory.map(({ name, baseBytes, maxBytes, boundBytes }) => [
          name,
          baseBytes / mib,
          maxBytes / mib,
          boundBytes / mib,
        ]),
      },
      {
        title: `A file of ${(file.samples.length / 16_000).toFixed(1)} s, ${file.parts.length} recordings`,
        header: ['pushed', 'finals', 'words', 'WER %', 'silent recordings', 'last word s', 'not heard s', 'recorded'],
        rows: scores.map(({ name, pushed, score }) => [
          name,
          pushed.finals,
          score.words,
          werOf(score),
          score.silentParts,
          score.lastWordSeconds,
          score.unheardSeconds,
          pushed.isRecorded ? 'yes' : 'NO',
        ]),
      },
      {
        title: 'Partial latency of 4 live sessions, ms',
        header: ['', 's', 'words', 'p50', 'p95', 'p99', 'max'],
        rows: live.map((one) => [
          one.isWithFile ? 'with the file' : 'without',
          one.seconds,
          one.count,
          one.p50,
          one.p95,
          one.p99,
          one.max,
        ]),
      },
    ],
    verdicts: [
      ...memory.map(({ name, maxBytes, boundBytes }) =>
        upper(`${name}: memory`, maxBytes / mib, [boundBytes / mib, 'MiB']),
      ),
      upper('words that differ, alone at two speeds', differing, [0, '']),
      ...textVerdicts(scores.map(({ score }) => score)),
      upper('finals not recorded', scores.filter(({ pushed }) => !pushed.isRecorded).length, [0, 'runs']),
      upper('p95 of the partial latency, with the file to without', ratio, [maxLatencyRatio, 'ratio']),
    ],
    remarks: [
      `Alone the file went at ${((runs.minutes * 60) / runs.aloneSeconds).toFixed(0)} times real time. Bounds of memory: the ` +
        'server may add maxAudioAheadMs and maxReplayMs of audio at 32 bytes/ms, maxOutboxBytes, and 64 MiB; a worker ' +
        'maxAudioAheadMs of samples in 16 and 32 bits, the features of the longest utterance, and 32 MiB. The file itself is ' +
        `${((file.samples.length * 2) / mib).toFixed(0)} MiB${runs.minutes < 60 ? ', too short to break the bounds' : ''}.`,
    ],
    details: {
      memory,
      samples,
      scores: scores.map(({ name, score }) => ({ name, ...score, wer: werOf(score) })),
      differing,
      live,
      ratio,
      windows,
    },
  };
}

/** The file beside others against the file alone. */
function textVerdicts(scores: readonly FileScore[]): readonly Verdict[] {
  const [alone, , beside] = scores;
  if (alone === undefined || beside === undefined) return [];
  return [
    upper('word error rate beside live sessions, above alone', werOf(beside) - werOf(alone), [maxWerShift, 'points']),
    upper('recordings without a word beside live sessions, above alone', beside.silentParts - alone.silentParts, [
      0,
      '',
    ]),
    upper('last word beside live sessions, before that alone', alone.lastWordSeconds - beside.lastWordSeconds, [
      0.5,
      's',
    ]),
    upper('audio not heard, all runs', Math.max(...scores.map(({ unheardSeconds }) => unheardSeconds)), [0, 's']),
  ];
}

function upper(name: string, value: number, [limit, unit]: readonly [number, string]): Verdict {
  return { name, value, unit, limit, isUpperLimit: true };
}

function werOf({ errors, referenceWords }: FileScore): number {
  return (100 * errors) / referenceWords;
}

function memoryOf(base: MemorySample, samples: readonly MemorySample[]) {
  const { maxAudioAheadMs, maxReplayMs, maxOutboxBytes, maxSegmentMs } = parseConfiguration({
    flags: {},
    environment: { HOME: homedir() },
  });
  const serverHolds = (maxAudioAheadMs + maxReplayMs) * bytesPerMs + maxOutboxBytes + serverSlackBytes;
  const workerHolds =
    maxAudioAheadMs * heldBytesPerMs + maxSegmentMs * utteranceShare * featureBytesPerMs + workerSlackBytes;
  return [
    memoryOfOne(
      'server',
      serverHolds,
      [base, ...samples].map(({ serverRss }) => serverRss),
    ),
    ...base.workerRss.map((_, index) =>
      memoryOfOne(
        `worker ${index + 1}`,
        workerHolds,
        [base, ...samples].map(({ workerRss }) => workerRss[index] ?? NaN),
      ),
    ),
  ];
}

function memoryOfOne(name: string, holdsBytes: number, bytes: readonly number[]) {
  const baseBytes = bytes[0] ?? NaN;
  const boundBytes = Math.round((baseBytes + holdsBytes) / mib) * mib;
  return { name, baseBytes, maxBytes: Math.max(...bytes), boundBytes };
}

function latenciesIn(latencies: readonly WordLatency[], windows: readonly BulkWindow[]): readonly number[] {
  return latencies
    .filter(({ arrivedAtMs }) => windows.some(({ fromMs, toMs }) => arrivedAtMs >= fromMs && arrivedAtMs < toMs))
    .map(({ latencyMs }) => latencyMs);
}
