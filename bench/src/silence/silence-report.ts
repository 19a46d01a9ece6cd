import type { Report } from '../report/report.ts';

/** What streams of one sound cost. */
export interface CpuFigure {
  readonly name: string;
  /** CPU of the server's own process for each second of one stream, in ms. */
  readonly serverMs: number;
  /** The same of its workers. */
  readonly workersMs: number;
}

/** What one sound became. */
export interface WordFigure {
  readonly name: string;
  /** As the session was served. */
  readonly type: 'fast' | 'quality';
  readonly finalWords: number;
  /** Of all partials together. */
  readonly partialWords: number;
  /** How often the VAD took it for speech. */
  readonly speechStarts: number;
  readonly texts: readonly string[];
}

/** What was measured. */
export interface SilenceFigures {
  /** At real-time pace. */
  readonly cpu: readonly CpuFigure[];
  /** As fast as the server reads. */
  readonly pushed: readonly CpuFigure[];
  readonly words: readonly WordFigure[];
}

/** How it was measured. */
export interface SilenceRun {
  /** The name of what is speech. */
  readonly speaking: string;
  readonly streamsAtOnce: number;
  /** Of each sound that is listened to for words. */
  readonly seconds: number;
  /** Undefined when there was none. */
  readonly secondModelId: string | undefined;
}

/** The same audio costs as much at both paces; where much less was used at real-time pace, much of it was not heard. Chosen. */
const starvedRatio = 0.6;

/** Holds the figures to their limits. */
export function toSilenceReport(figures: SilenceFigures, run: SilenceRun): Report {
  const { cpu, pushed, words } = figures;
  const paces = [
    { pace: `${run.streamsAtOnce} at real-time pace`, measured: cpu },
    { pace: 'as fast as the server reads', measured: pushed },
  ];
  return {
    name: 'silence',
    tables: [
      ...paces.map(({ pace, measured }) => ({
        title: `CPU for each second of one stream, ${pace}, ms`,
        header: ['sound', 'server', 'workers', 'both', 'of speech, %'],
        rows: measured.map((figure) => [
          figure.name,
          figure.serverMs,
          figure.workersMs,
          totalOf(figure),
          shareOf(figure, measured, run),
        ]),
      })),
      {
        title: `Words in ${run.seconds} s of each`,
        header: ['sound', 'type', 'words of finals', 'words of partials', 'taken for speech'],
        rows: words.map((figure) => [
          figure.name,
          figure.type,
          figure.finalWords,
          figure.partialWords,
          figure.speechStarts,
        ]),
      },
    ],
    verdicts: [
      ...paces.flatMap(({ pace, measured }) =>
        measured
          .filter(({ name }) => name !== run.speaking)
          .map((figure) => ({
            name: `CPU of ${figure.name} beside speech, ${pace}`,
            value: shareOf(figure, measured, run),
            unit: '%',
            limit: 10,
            isUpperLimit: true,
          })),
      ),
      {
        name: 'words where nobody speaks, of finals and partials',
        value: words.reduce((sum, { finalWords, partialWords }) => sum + finalWords + partialWords, 0),
        unit: 'words',
        limit: 0,
        isUpperLimit: true,
      },
    ],
    remarks: [
      run.secondModelId === undefined
        ? 'Left out: quality, as there is no second model here.'
        : `The second model of quality is ${run.secondModelId}.`,
      ...(speechCost(cpu, run) < starvedRatio * speechCost(pushed, run)
        ? [
            'The workers did not keep up with speech at real-time pace: its figures and shares say nothing. Run it alone.',
          ]
        : []),
    ],
    details: { ...figures, run },
  };
}

function totalOf({ serverMs, workersMs }: CpuFigure): number {
  return serverMs + workersMs;
}

/** What speech took, in the mean. */
function speechCost(measured: readonly CpuFigure[], { speaking }: SilenceRun): number {
  const spoken = measured.filter(({ name }) => name === speaking);
  return spoken.reduce((sum, one) => sum + totalOf(one), 0) / spoken.length;
}

/** In percent of the mean of what speech took. */
function shareOf(figure: CpuFigure, measured: readonly CpuFigure[], run: SilenceRun): number {
  return (100 * totalOf(figure)) / speechCost(measured, run);
}
