import { drawPanels, type PlotSeries } from '../report/line-plot.ts';
import {
  type BareRun,
  figuresOf,
  longForm,
  type SettingFigures,
  type SettingRun,
  wordErrorRate,
} from './endpointing-report.ts';

const colours = { first: '#1f5fa8', second: '#c2571a', limit: '#b3261e', bare: '#6b6b6b' };

/** Draws what a setting costs against how soon the final is there, as an SVG. */
export function toEndpointingPlot(runs: readonly SettingRun[], [plain]: readonly BareRun[]): string {
  const isLong = ({ kind }: { readonly kind: string }): boolean => kind === longForm;
  const settings = runs.map(({ endpointingMs, heard }) => ({
    endpointingMs,
    all: figuresOf(heard),
    long: figuresOf(heard.filter(isLong)),
  }));
  const xOf = ({ all }: (typeof settings)[number]): number => all.finalLatencyP50;
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
  const bareRates = [plain?.heard ?? [], (plain?.heard ?? []).filter(isLong)].map(wordErrorRate);
  const shares = settings.flatMap(({ long }) => [long.shortGapShare, long.cutIntoSpeechShare]);
  const rates = [...bareRates, ...settings.flatMap(({ all, long }) => [all.wordErrorRate, long.wordErrorRate])];
  const xName = 'median from end of speech to final, ms; labels: silence asked for, ms';
  return drawPanels([
    {
      title: 'Wrong cuts on long-form recordings',
      xName,
      yName: 'segments, %',
      xRange,
      yRange: [0, ceilTo(Math.max(6, ...shares), 5)],
      series: [
        line('long', { name: 'next word < 200 ms after', colour: colours.first, isLabelled: true })(
          (one) => one.shortGapShare,
        ),
        line('long', { name: 'speech < 200 ms after decision', colour: colours.second })(
          (one) => one.cutIntoSpeechShare,
        ),
        level(5, { name: 'limit for the default', colour: colours.limit }),
      ],
    },
    {
      title: 'Word error rate',
      xName,
      yName: 'word error rate, %',
      xRange,
      yRange: [5 * Math.floor(Math.min(...rates) / 5) - 5, ceilTo(Math.max(...rates), 5) + 5],
      series: [
        line('long', { name: 'long-form', colour: colours.first, isLabelled: true })((one) => one.wordErrorRate),
        line('all', { name: 'all', colour: colours.second })((one) => one.wordErrorRate),
        level(bareRates[1] ?? NaN, { name: 'long-form, bare loop', colour: colours.first }),
        level(bareRates[0] ?? NaN, { name: 'all, bare loop', colour: colours.second }),
      ],
    },
  ]);
}

function ceilTo(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
