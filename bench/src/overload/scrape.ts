/** Values of the metrics of a server at one moment, by series as the text has them. */
export type Scrape = ReadonlyMap<string, number>;

/** Reads the metrics of a server that serves them on that port of this machine. */
export async function scrape(port: number): Promise<Scrape> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

/** The sum of all series of a metric. */
export function sumOf(found: Scrape, name: string): number {
  let sum = 0;
  for (const [series, value] of found) if (series === name || series.startsWith(`${name}{`)) sum += value;
  return sum;
}

/** How many values of a histogram are behind two scrapes, and which share of them is no more than a bound. */
export function shareBetween(
  before: Scrape,
  after: Scrape,
  { name, bound }: { readonly name: string; readonly bound: string },
): { readonly count: number; readonly share: number } {
  const within = (found: Scrape): number => {
    let sum = 0;
    for (const [series, value] of found) {
      if (series.startsWith(`${name}_bucket{`) && series.includes(`le="${bound}"`)) sum += value;
    }
    return sum;
  };
  const count = sumOf(after, `${name}_count`) - sumOf(before, `${name}_count`);
  return { count, share: (within(after) - within(before)) / count };
}
