import { type InstalledModel, LocalHost, usualEndpointRules } from '@steno/recognition';
import { findModel } from '../assets/model.ts';
import { type Recording, readRecordings, secondsOf } from '../assets/recordings.ts';
import { findSecondModels, findSystemModel } from '../assets/served-models.ts';
import type { BenchOptions } from '../bench-options.ts';
import { withSilenceBefore } from '../endpointing/heard-setting.ts';
import { hearBare } from '../engine/hear-bare.ts';
import { loadBareRecognizer, toFloat } from '../engine/sherpa.ts';
import { TrackedModel } from '../in-process/tracked-model.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { type CalibrationCase, type JudgedRecording, toCalibrationReport } from './calibration-report.ts';
import { type ConfidenceFit, fitConfidence, fitWordsOf } from './fit-confidence.ts';
import { hearThroughHost } from './hear-through-host.ts';
import { judgePartials, type ToldText } from './partial-outcomes.ts';
import { judgeWords } from './word-outcomes.ts';

/** The longest recording that PocketSphinx gets, and how many; it takes most of the time they last. */
const slow = { longestSeconds: 12, recordings: 48, quickRecordings: 12 };

interface Run {
  readonly recordings: readonly Recording[];
  readonly progress: Progress;
}

/** How far likelihoods that are told come true, and how still partials hold. */
export async function runCalibration(options: BenchOptions, progress: Progress): Promise<Report> {
  const model = await findModel(options);
  const all = await readRecordings(options.assetsDir, progress);
  const recordings = options.isQuick ? all.filter((_, index) => index % 3 === 0) : all;
  const run = { recordings, progress };
  const cases: CalibrationCase[] = [{ name: model.modelId, heard: await hearFast(model, run) }];
  const leftOut: string[] = [];
  const system = findSystemModel();
  if (system === undefined) leftOut.push('Left out: PocketSphinx, which is not installed.');
  else {
    const short = evenly(
      all.filter((recording) => secondsOf(recording) <= slow.longestSeconds),
      options.isQuick ? slow.quickRecordings : slow.recordings,
    );
    cases.push({ name: system.modelId, heard: await hearFast(system, { recordings: short, progress }) });
  }
  const [second] = await findSecondModels(options);
  if (second === undefined) leftOut.push('Left out: quality, as there is no second model here.');
  else {
    cases.push({ name: `${model.modelId} + ${second.modelId}`, heard: await hearQuality([model, second], run) });
  }
  const fit = options.fits ? fitAnew(model, run) : undefined;
  return toCalibrationReport(cases, { fit, leftOut });
}

async function hearFast(model: InstalledModel, { recordings, progress }: Run): Promise<readonly JudgedRecording[]> {
  const tracked = new TrackedModel(model);
  const heard: JudgedRecording[] = [];
  for (const recording of recordings) {
    progress.show(`calibration: ${model.modelId}, ${heard.length + 1} of ${recordings.length}`);
    const told = tracked.hear(withSilenceBefore(recording, 0), usualEndpointRules).flatMap(({ event }): ToldText[] => {
      if (event.type !== 'partial' && event.type !== 'final') return [];
      const { hypothesis, at } = event;
      const isFinal = event.type === 'final';
      return [{ hypothesis, at, isFinal, goesOn: isFinal && event.goesOn }];
    });
    heard.push(judge(recording, told));
    // Lets the native streams that are not used any more be collected.
    await new Promise((resolve) => setImmediate(resolve));
  }
  tracked.close();
  return heard;
}

async function hearQuality(
  models: readonly InstalledModel[],
  { recordings, progress }: Run,
): Promise<readonly JudgedRecording[]> {
  // Time enough for the second model: what it tells is what is judged.
  const host = new LocalHost({ models, workersPerModel: 1, secondPassTimeoutMs: 120_000 });
  try {
    await host.start();
    const heard: JudgedRecording[] = [];
    for (const recording of recordings) {
      progress.show(`calibration: quality, ${heard.length + 1} of ${recordings.length}`);
      heard.push(judge(recording, await hearThroughHost(host, recording.samples.slice())));
    }
    return heard;
  } finally {
    await host.close();
  }
}

function judge({ kind, reference }: Recording, told: readonly ToldText[]): JudgedRecording {
  const words = told.flatMap(({ isFinal, hypothesis }) => (isFinal ? hypothesis.words : []));
  return { kind, words: judgeWords(words, reference), partials: judgePartials(told) };
}

function fitAnew(model: InstalledModel, { recordings, progress }: Run): ConfidenceFit {
  progress.show('calibration: fitting');
  const recognizer = loadBareRecognizer(model);
  return fitConfidence(
    recordings.flatMap(({ samples, reference, kind }, recording) =>
      fitWordsOf(hearBare(recognizer, toFloat(samples)), { reference, recording, kind }),
    ),
  );
}

function evenly(recordings: readonly Recording[], count: number): readonly Recording[] {
  const step = Math.max(1, recordings.length / count);
  return recordings.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}
