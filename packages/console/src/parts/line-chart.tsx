import type { JSX } from 'preact';

/** One line of a chart; a gap where a value is missing. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

const width = 240;
const height = 64;
const padding = 2;

/**
 * Lines over time, oldest first. Small: the newest value belongs beside it as a number, for those who do not see it.
 *
 * @param label - what it shows, for a screen reader.
 * @param ceiling - the least value at the upper edge; greater values make room for themselves.
 */
export function LineChart(props: {
  readonly label: string;
  readonly series: readonly Series[];
  readonly ceiling: number;
}): JSX.Element {
  const { label, series, ceiling } = props;
  const highest = Math.max(ceiling, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return (
    <svg class="line-chart" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {series.map(({ name, values }, index) => (
        <path key={name} class={`line line-${index + 1}`} d={linePath(values, highest)} />
      ))}
    </svg>
  );
}

/** The path of a line in a box of 240 by 64. */
export function linePath(values: readonly (number | undefined)[], highest: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let command = 'M';
  const parts: string[] = [];
  for (const [index, value] of values.entries()) {
    if (value === undefined) {
      command = 'M';
      continue;
    }
    const share = highest <= 0 ? 0 : value / highest;
    const y = height - padding - share * (height - 2 * padding);
    parts.push(`${command}${(index * step).toFixed(1)} ${y.toFixed(1)}`);
    command = 'L';
  }
  return parts.join('');
}
