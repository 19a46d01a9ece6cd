import { usualEndpointRules } from '@steno/recognition';
import type { Report } from '../report/report.ts';
import { percentile } from '@steno/client/measure';
import type { HeardRecording } from './heard-setting.ts';

/** Recordings that were heard with one setting, each once in each phase. */
export interface SettingRun {
  /** The silence asked for. */
  readonly endpointingMs: number;
  readonly heard: readonly (HeardRecording & { readonly phaseMs: number })[];
}

/** The same in a bare engine loop. */
export interface BareRun {
  readonly name: string;
  readonly heard: readonly (Pick<HeardRecording, 'kind' | 'errors' | 'referenceWords'> & {
    readonly phaseMs: number;
  })[];
}

/** The figures of one setting over a choice of recordings. */
export interface SettingFigures {
  /** In the mean of the phases, percent. */
  readonly wordErrorRate: number;
  readonly finals: number;
  readonly wordsPerSegment: number;
  /** Segments that end less than 200 ms before the next one's first word, percent. */
  readonly shortGapShare: number;
  /** Cuts by silence with speech from within 200 ms of the decision, percent. */
  readonly cutIntoSpeechShare: number;
  readonly finalLatencyP50: number;
  readonly finalLatencyP95: number;
  readonly latenessP95: number;
}

/** The kind of recordings that are as long as a talk. */
export const longForm = 'long-form';

/** The word error rate over all phases, in percent. */
export function wordErrorRate(heard: readonly { readonly errors: number; readonly referenceWords: number }[]): number {
  const sum = (pick: (one: (typeof heard)[number]) => number): number =>
    heard.reduce((total, one) => total + pick(one), 0);
  return (100 * sum(({ errors }) => errors)) / sum(({ referenceWords }) => referenceWords);
}

/** Sums up what was heard with one setting. */
export function figuresOf(heard: readonly HeardRecording[]): SettingFigures {
  const sum = (pick: (one: HeardRecording) => number): number => heard.reduce((total, one) => total + pick(one), 0);
  const finals = sum((one) => one.finals);
  const latencies = heard.flatMap(({ finalLatencies }) => finalLatencies);
  return {
    wordErrorRate: wordErrorRate(heard),
    finals,
    wordsPerSegment: sum(({ words }) => words) / finals,
    shortGapShare: (100 * sum(({ shortGaps }) => shortGaps)) / finals,
    cutIntoSpeechShare: (100 * sum(({ cutsIntoSpeech }) => cutsIntoSpeech)) / sum(({ cuts }) => cuts),
    finalLatencyP50: percentile(latencies, 0.5),
    finalLatencyP95: percentile(latencies, 0.95),
    latenessP95: percentile(
      heard.flatMap(({ lateness }) => lateness),
      0.95,
    ),
  };
}

/** Holds the settings to their limits; those of accuracy and wrong cuts are for the default. */
export function toEndpointingReport(runs: readonly SettingRun[], bare: readonly BareRun[]): Report {
  const [plain, own] = bare;
  const usual = runs.find(({ endpointingMs }) => endpointingMs === usualEndpointRules.endpointingMs);
  const usualHeard = usual?.heard ?? [];
  const isLong = ({ kind }: { readonly kind: string }): boolean => kind === longForm;
  const longHeard = usualHeard.filter(isLong);
  const above = (run: BareRun | undefined, heard: SettingRun['heard'], isOf: typeof isLong): number =>
    wordErrorRate(heard.filter(isOf)) - wordErrorRate((run?.heard ?? []).filter(isOf));
  const atDefault = { unit: 'points', limit: 0, isUpperLimit: true };
  return {
    name: 'endpointing',
    tables: [
      settingsTable('all recordings', runs, () => true),
      settingsTable('long-form', runs, isLong),
      errorRates(runs, bare),
    ],
    verdicts: [
      {
        name: `default, ${longForm}: segments under 200 ms before the next word`,
        value: figuresOf(longHeard).shortGapShare,
        unit: '%',
        limit: 5,
        isUpperLimit: true,
      },
      ...runs.map(({ endpointingMs, heard }) => ({
        name: `${endpointingMs} ms: final after the silence asked for, p95`,
        value: figuresOf(heard).latenessP95,
        unit: 'ms',
        limit: 470,
        isUpperLimit: true,
      })),
      {
        name: 'default, all: error rate above the bare loop with its endpoints',
        value: above(own, usualHeard, () => true),
        ...atDefault,
      },
      {
        name: 'default, all: error rate above the bare loop without',
        value: above(plain, usualHeard, () => true),
        ...atDefault,
      },
      {
        name: `default, ${longForm}: error rate above the bare loop without`,
        value: above(plain, usualHeard, isLong),
        ...atDefault,
      },
    ],
    remarks: [
      `The default is ${usualEndpointRules.endpointingMs} ms. Chunks of 100 ms; latencies count what comes with a chunk.`,
    ],
    details: {
      settings: runs.map(({ endpointingMs, heard }) => ({
        endpointingMs,
        all: figuresOf(heard),
        resumedAfterMs: heard.filter(isLong).flatMap(({ resumedAfter }) => resumedAfter),
        byKind: Object.fromEntries(
          kindsOf(heard).map((kind) => [kind, figuresOf(heard.filter((one) => one.kind === kind))]),
        ),
        byPhase: phasesOf(heard).map((phaseMs) => ({
          phaseMs,
          ...figuresOf(heard.filter((one) => one.phaseMs === phaseMs)),
        })),
      })),
      bare: bare.map(({ name, heard }) => ({
        name,
        all: wordErrorRate(heard),
        byKind: Object.fromEntries(
          kindsOf(heard).map((kind) => [kind, wordErrorRate(heard.filter((one) => one.kind === kind))]),
        ),
      })),
    },
  };
}

function kindsOf(heard: readonly { readonly kind: string }[]): readonly string[] {
  return [...new Set(heard.map(({ kind }) => kind))];
}

function phasesOf(heard: readonly { readonly phaseMs: number }[]): readonly number[] {
  return [...new Set(heard.map(({ phaseMs }) => phaseMs))];
}

function settingsTable(
  title: string,
  runs: readonly SettingRun[],
  isOf: (one: HeardRecording) => boolean,
): Report['tables'][number] {
  return {
    title: `Endpointing, ${title}`,
    header: [
      'silence, ms',
      'finals',
      'words each',
      'error rate, %',
      'gap < 200 ms, %',
      'speech < 200 ms after, %',
      'final p50, ms',
      'p95',
      'after silence p95',
    ],
    rows: runs.map(({ endpointingMs, heard }) => {
      const figures = figuresOf(heard.filter(isOf));
      return [
        endpointingMs,
        figures.finals,
        figures.wordsPerSegment,
        figures.wordErrorRate,
        figures.shortGapShare,
        figures.cutIntoSpeechShare,
        Math.round(figures.finalLatencyP50),
        Math.round(figures.finalLatencyP95),
        Math.round(figures.latenessP95),
      ];
    }),
  };
}

/** The phases beside each other, so that differences can be told from chance. */
function errorRates(runs: readonly SettingRun[], bare: readonly BareRun[]): Report['tables'][number] {
  const rows = [...bare, ...runs.map(({ endpointingMs, heard }) => ({ name: `${endpointingMs} ms`, heard }))];
  const phases = phasesOf(runs[0]?.heard ?? []);
  return {
    title: 'Word error rate by phase, percent',
    header: ['', 'all', longForm, ...phases.map((phaseMs) => `${longForm}, ${phaseMs} ms before`)],
    rows: rows.map(({ name, heard }) => {
      const long = heard.filter(({ kind }) => kind === longForm);
      const ofPhases = phases.map((phaseMs) => wordErrorRate(long.filter((one) => one.phaseMs === phaseMs)));
      return [name, wordErrorRate(heard), wordErrorRate(long), ...ofPhases];
    }),
  };
}
