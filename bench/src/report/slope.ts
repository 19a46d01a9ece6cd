/** The slope of a line through points, with its 95 % interval. */
export interface Slope {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Fits a line by least squares. The interval is widened by sqrt((1 + r) / (1 - r)), r being the correlation of
 * neighbouring residuals, as samples in time are not independent.
 *
 * @param points - in the order of x, at equal distances; three or more, else all is NaN.
 */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): Slope {
  const count = points.length;
  const mean = (pick: (point: { readonly x: number; readonly y: number }) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / count;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spreadX = mean(({ x }) => (x - meanX) ** 2) * count;
  const slope = (mean(({ x, y }) => (x - meanX) * (y - meanY)) * count) / spreadX;
  const residuals = points.map(({ x, y }) => y - meanY - slope * (x - meanX));
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const neighbours = residuals.slice(1).reduce((sum, residual, index) => sum + residual * (residuals[index] ?? 0), 0);
  // Without residuals there is no correlation; one of 1 would make the interval infinite.
  const correlation = squares === 0 ? 0 : Math.min(0.99, Math.max(0, neighbours / squares));
  const freedom = count - 2;
  const error = Math.sqrt(squares / freedom / spreadX) * Math.sqrt((1 + correlation) / (1 - correlation));
  // Near enough to Student's t at 97.5 % from five degrees of freedom on.
  const half = (1.96 + 2.5 / freedom) * error;
  return { slope, low: slope - half, high: slope + half };
}
