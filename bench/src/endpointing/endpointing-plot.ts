import { drawPanels, type PlotSeries } from '../report/line-plot.ts';
import type { SettingFigures } from './endpointing-report.ts';

const colours = { first: '#1f5fa8', second: '#c2571a', limit: '#b3261e', bare: '#6b6b6b' };

/** What is drawn of a setting. */
export interface PlottedSetting {
  /** The silence asked for. */
  readonly endpointingMs: number;
  readonly all: SettingFigures;
  /** Of long-form recordings. */
  readonly long: SettingFigures;
}

/** Word error rates of the bare loop, in percent. */
export interface PlottedBare {
  readonly all: number;
  readonly long: number;
}

/** Draws what a setting costs against how soon the final is there, as an SVG. */
export function toEndpointingPlot(settings: readonly PlottedSetting[], bare: PlottedBare): string {
  const xOf = ({ all }: PlottedSetting): number => all.finalLatencyP50;
  const line =
    (
      of: 'all' | 'long',
      {
        name,
        colour,
        isLabelled = false,
      }: { readonly name: string; readonly colour: string; readonly isLabelled?: boolean },
    ) =>
    (pick: (figures: SettingFigures) => number): PlotSeries => ({
      name,
      colour,
      points: settings.map((setting) => ({
        x: xOf(setting),
        y: pick(setting[of]),
        ...(isLabelled ? { label: String(setting.endpointingMs) } : {}),
      })),
    });
  const xRange: readonly [number, number] = [0, ceilTo(Math.max(...settings.map(xOf)), 500)];
  const level = (y: number, series: Pick<PlotSeries, 'name' | 'colour'>): PlotSeries => ({
    ...series,
    isReference: true,
    points: xRange.map((x) => ({ x, y })),
  });
  const shares = settings.flatMap(({ long }) => [long.shortGapShare, long.cutIntoSpeechShare]);
  const rates = [bare.all, bare.long, ...settings.flatMap(({ all, long }) => [all.wordErrorRate, long.wordErrorRate])];
  const xName = 'median from end of speech to final, ms; labels: silence asked for, ms';
  return drawPanels([
    {
      title: 'Wrong cuts on long-form recordings',
      xName,
      yName: 'segments, %',
      xRange,
      yRange: [0, ceilTo(Math.max(6, ...shares), 5)],
      series: [
        line('long', { name: 'next word < 200 ms after', colour: colours.first })((one) => one.shortGapShare),
        line('long', { name: 'speech < 200 ms after decision', colour: colours.second, isLabelled: true })(
          (one) => one.cutIntoSpeechShare,
        ),
        level(5, { name: 'limit for the next word, default', colour: colours.limit }),
      ],
    },
    {
      title: 'Word error rate',
      xName,
      yName: 'word error rate, %',
      xRange,
      yRange: [5 * Math.floor(Math.min(...rates) / 5), ceilTo(Math.max(...rates), 5)],
      series: [
        line('long', { name: 'long-form', colour: colours.first, isLabelled: true })((one) => one.wordErrorRate),
        line('all', { name: 'all', colour: colours.second })((one) => one.wordErrorRate),
        level(bare.long, { name: 'long-form, bare loop', colour: colours.first }),
        level(bare.all, { name: 'all, bare loop', colour: colours.second }),
      ],
    },
  ]);
}

function ceilTo(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
