import { usualEndpointRules } from '@steno/recognition';
import { writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { findModel } from '../assets/model.ts';
import { type Recording, readRecordings } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { hearBare } from '../engine/hear-bare.ts';
import { loadBareRecognizer } from '../engine/sherpa.ts';
import { TrackedModel } from '../in-process/tracked-model.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { alignWords, normalisedWords } from '@steno/client/measure';
import { toEndpointingPlot } from './endpointing-plot.ts';
import {
  type BareRun,
  figuresOf,
  longForm,
  type SettingRun,
  toEndpointingReport,
  wordErrorRate,
} from './endpointing-report.ts';
import { hearWithRules, withSilenceBefore } from './heard-setting.ts';

const settingsMs = [200, 300, 400, 500, 600, 700, 850, 1000, 1200];
/** Silence before each recording, in ms: a quarter of a step of the decoder apart. */
const phasesMs = [0, 80, 160, 240];
const quickPhasesMs = [0, 160];

/** Word error rate, wrong cuts and latency for each silence that can be asked for, in this process. */
export async function runEndpointing(options: BenchOptions, progress: Progress): Promise<Report> {
  const model = await findModel(options);
  const all = await readRecordings(options.assetsDir, progress);
  const recordings = options.isQuick ? all.filter(({ kind }, index) => kind === longForm || index % 4 === 0) : all;
  const phases = options.isQuick ? quickPhasesMs : phasesMs;
  const bare: BareRun[] = [];
  for (const hasEndpoints of [false, true]) {
    const recognizer = loadBareRecognizer(model, { hasEndpoints });
    const hear = (samples: Float32Array): string => hearBare(recognizer, samples).text;
    const name = hasEndpoints ? 'bare loop, its own endpoints' : 'bare loop';
    progress.show(`endpointing: ${name}`);
    bare.push({ name, heard: hearAllBare(recordings, phases, hear) });
  }
  const tracked = new TrackedModel(model);
  const runs: SettingRun[] = [];
  for (const endpointingMs of settingsMs) {
    const rules = { ...usualEndpointRules, endpointingMs };
    const heard = [];
    for (const phaseMs of phases) {
      progress.show(`endpointing: ${endpointingMs} ms of silence, ${phaseMs} ms before`);
      for (const recording of recordings) {
        heard.push({ phaseMs, ...hearWithRules(tracked, { recording, phaseMs, rules }) });
        // Lets the native streams that are not used any more be collected.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    runs.push({ endpointingMs, heard });
  }
  tracked.close();
  const report = toEndpointingReport(runs, bare);
  const plot = options.jsonFile.replace(/(\.json)?$/, '.svg');
  await mkdir(path.dirname(plot), { recursive: true });
  await writeFile(plot, plotOf(runs, bare));
  return report;
}

function plotOf(runs: readonly SettingRun[], [plain]: readonly BareRun[]): string {
  const isLong = ({ kind }: { readonly kind: string }): boolean => kind === longForm;
  const settings = runs.map(({ endpointingMs, heard }) => ({
    endpointingMs,
    all: figuresOf(heard),
    long: figuresOf(heard.filter(isLong)),
  }));
  const bare = plain?.heard ?? [];
  return toEndpointingPlot(settings, { all: wordErrorRate(bare), long: wordErrorRate(bare.filter(isLong)) });
}

function hearAllBare(
  recordings: readonly Recording[],
  phases: readonly number[],
  hear: (samples: Float32Array) => string,
): BareRun['heard'] {
  return phases.flatMap((phaseMs) =>
    recordings.map((recording) => {
      const reference = normalisedWords(recording.reference);
      const { errors } = alignWords(reference, normalisedWords(hear(withSilenceBefore(recording, phaseMs))));
      return { phaseMs, kind: recording.kind, errors, referenceWords: reference.length };
    }),
  );
}
