/** A line through points, or points only. */
export interface PlotSeries {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly label?: string }[];
  /** Dashed and without marks: something to compare with. Default false. */
  readonly isReference?: boolean;
}

/** One plot of several side by side. */
export interface PlotPanel {
  readonly title: string;
  /** With the unit. */
  readonly xName: string;
  /** With the unit. */
  readonly yName: string;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly series: readonly PlotSeries[];
}

const size = { width: 460, height: 390, left: 56, right: 16, title: 30, bottom: 48, line: 15 };
const ticks = 5;

/** Draws panels side by side as an SVG on white. */
export function drawPanels(panels: readonly PlotPanel[]): string {
  const width = size.width * panels.length;
  const drawn = panels.map(
    (panel, index) => `<g transform="translate(${index * size.width} 0)">${drawPanel(panel)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${size.height}" width="${width}" height="${size.height}"`,
    ' font-family="sans-serif" font-size="12" fill="#222">',
    `<rect width="${width}" height="${size.height}" fill="#fff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function drawPanel(panel: PlotPanel): string {
  const { title, xName, yName, xRange, yRange, series } = panel;
  const right = size.width - size.right;
  const bottom = size.height - size.bottom;
  // The legend stands above the plot, where it covers neither a line nor the label of its highest point.
  const top = size.title + size.line * (series.length + 1);
  const scale =
    ([low, high]: readonly [number, number], from: number, to: number) =>
    (value: number): number =>
      Math.round((from + ((value - low) / (high - low)) * (to - from)) * 10) / 10;
  const place = { x: scale(xRange, size.left, right), y: scale(yRange, bottom, top) };
  const lines: string[] = [`<text x="${size.left}" y="18" font-weight="bold">${escapeXml(title)}</text>`];
  for (const value of ticksOf(xRange)) {
    const x = place.x(value);
    lines.push(`<path d="M${x} ${top}V${bottom}" stroke="#e4e4e4"/>`);
    lines.push(`<text x="${x}" y="${bottom + 16}" text-anchor="middle">${textOf(value)}</text>`);
  }
  for (const value of ticksOf(yRange)) {
    const y = place.y(value);
    lines.push(`<path d="M${size.left} ${y}H${right}" stroke="#e4e4e4"/>`);
    lines.push(`<text x="${size.left - 6}" y="${y + 4}" text-anchor="end">${textOf(value)}</text>`);
  }
  lines.push(`<path d="M${size.left} ${top}V${bottom}H${right}" stroke="#444" fill="none"/>`);
  lines.push(
    `<text x="${(size.left + right) / 2}" y="${size.height - 12}" text-anchor="middle">${escapeXml(xName)}</text>`,
  );
  const middle = (top + bottom) / 2;
  lines.push(`<text transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${escapeXml(yName)}</text>`);
  for (const one of series) lines.push(drawSeries(one, place));
  lines.push(...series.map((one, index) => drawLegend(one, { right, y: size.title + 6 + index * size.line })));
  return lines.join('\n');
}

function drawSeries(
  { points, colour, isReference = false }: PlotSeries,
  place: { readonly x: (value: number) => number; readonly y: (value: number) => number },
): string {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${place.x(x)} ${place.y(y)}`).join('');
  const dash = isReference ? ' stroke-dasharray="5 4"' : '';
  const marks = points.flatMap(({ x, y, label }) => [
    ...(isReference ? [] : [`<circle cx="${place.x(x)}" cy="${place.y(y)}" r="3" fill="${colour}"/>`]),
    ...(label === undefined
      ? []
      : [
          `<text x="${place.x(x)}" y="${place.y(y) - 8}" text-anchor="middle" font-size="10">${escapeXml(label)}</text>`,
        ]),
  ]);
  return [`<path d="${path}" stroke="${colour}" stroke-width="1.6" fill="none"${dash}/>`, ...marks].join('\n');
}

function drawLegend(
  { name, colour, isReference = false }: PlotSeries,
  at: { readonly right: number; readonly y: number },
): string {
  const dash = isReference ? ' stroke-dasharray="5 4"' : '';
  return [
    `<path d="M${at.right - 22} ${at.y - 4}H${at.right - 2}" stroke="${colour}" stroke-width="1.6"${dash}/>`,
    `<text x="${at.right - 28}" y="${at.y}" text-anchor="end" font-size="11">${escapeXml(name)}</text>`,
  ].join('\n');
}

function ticksOf([low, high]: readonly [number, number]): readonly number[] {
  return Array.from({ length: ticks + 1 }, (_, index) => low + ((high - low) * index) / ticks);
}

function textOf(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
