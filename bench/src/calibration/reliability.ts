/** A likelihood that was told, and what came true. */
export interface Prediction {
  /** 0..1. */
  readonly told: number;
  readonly cameTrue: boolean;
}

/** The predictions between two likelihoods. */
export interface ReliabilityBin {
  /** The lower end; the upper one is 0.1 above. */
  readonly from: number;
  readonly count: number;
  readonly meanTold: number;
  readonly shareTrue: number;
}

const binCount = 10;
const folds = 5;

/** Puts predictions into ten bins of equal width; empty ones are left out. */
export function binsOf(predictions: readonly Prediction[]): readonly ReliabilityBin[] {
  return Array.from({ length: binCount }, (_, index): ReliabilityBin => {
    const own = predictions.filter(({ told }) => binOf(told) === index);
    return {
      from: index / binCount,
      count: own.length,
      meanTold: own.reduce((sum, { told }) => sum + told, 0) / own.length,
      shareTrue: own.filter(({ cameTrue }) => cameTrue).length / own.length,
    };
  }).filter(({ count }) => count > 0);
}

/**
 * The expected calibration error: the mean over the bins, weighted by their counts, of the difference between the mean
 * likelihood told and the share that came true. Naeini and others, AAAI 2015.
 *
 * @returns 0..1; NaN without predictions.
 */
export function calibrationError(predictions: readonly Prediction[]): number {
  const bins = binsOf(predictions);
  const differences = bins.map(({ count, meanTold, shareTrue }) => count * Math.abs(meanTold - shareTrue));
  return differences.reduce((sum, difference) => sum + difference, 0) / predictions.length;
}

/**
 * What the calibration error would be on recordings that nothing was fitted to: five folds of whole recordings; what is told in
 * one is the share that came true, in the same bin, in the four others.
 *
 * @param recordings - the predictions of each.
 * @returns 0..1; NaN without predictions.
 */
export function unseenCalibrationError(recordings: readonly (readonly Prediction[])[]): number {
  const predictions = Array.from({ length: folds }, (_, fold) => {
    const bins = binsOf(recordings.filter((_recording, index) => index % folds !== fold).flat());
    const shares = new Map(bins.map(({ from, shareTrue }) => [Math.round(from * binCount), shareTrue]));
    const own = recordings.filter((_recording, index) => index % folds === fold).flat();
    return own.map(({ told, cameTrue }) => ({ told: shares.get(binOf(told)) ?? told, cameTrue }));
  });
  return calibrationError(predictions.flat());
}

function binOf(told: number): number {
  return Math.min(binCount - 1, Math.floor(told * binCount));
}
