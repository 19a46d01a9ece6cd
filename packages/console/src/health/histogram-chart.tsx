import type { JSX } from 'preact';
import { useFormats } from '../parts/formats.ts';
import { useText } from '../shell/console-state.ts';
import type { Histogram } from './histogram.ts';

const slot = 24;
const gap = 4;
const height = 96;

/** The buckets of a histogram as bars; each says its bounds and its share when it is pointed at. */
export function HistogramChart({
  label,
  histogram,
}: {
  readonly label: string;
  readonly histogram: Histogram;
}): JSX.Element {
  const text = useText();
  const formats = useFormats();
  const { bounds, counts, count } = histogram;
  if (count === 0) return <p class="histogram-empty soft small">{text.health.nothingMeasured}</p>;
  const most = Math.max(...counts);
  const last = bounds.findLast(Number.isFinite) ?? 0;
  return (
    <div class="histogram" dir="ltr">
      <svg
        viewBox={`0 0 ${counts.length * slot} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={text.health.histogram(label, formats.number(count))}
      >
        {counts.map((own, index) => {
          const upper = bounds[index] ?? Infinity;
          const lower = bounds[index - 1] ?? 0;
          // Something is to be seen of a bucket that has one value among a million.
          const size = own === 0 ? 0 : Math.max(2, (own / most) * height);
          return (
            <rect key={index} class="bar" x={index * slot + gap / 2} y={height - size} width={slot - gap} height={size}>
              <title>{`${sayBounds(lower, upper)}: ${formats.percent(own / count)}`}</title>
            </rect>
          );
        })}
      </svg>
      <div class="histogram-scale soft small figures" aria-hidden="true">
        <span>0</span>
        <span>{sayBound(bounds[Math.floor(counts.length / 2) - 1] ?? 0)}</span>
        <span>{`> ${sayBound(last)}`}</span>
      </div>
    </div>
  );

  function sayBound(seconds: number): string {
    return formats.milliseconds(Math.round(seconds * 1000));
  }

  function sayBounds(lower: number, upper: number): string {
    return upper === Infinity ? `> ${sayBound(lower)}` : `${sayBound(lower)} – ${sayBound(upper)}`;
  }
}
