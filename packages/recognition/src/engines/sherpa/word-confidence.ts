/** What is known of one word: its tokens' natural logarithms of probability, at least one, and its text. */
export interface WordEvidence {
  readonly logProbabilities: readonly number[];
  readonly text: string;
}

/**
 * Weights of a logistic regression of "the word is right" on what its tokens tell, fitted with `npm run bench --
 * calibration --fit` over 2,162 words of 91 English recordings, heard by a 3.3 M parameter zipformer. In five-fold
 * cross-validation by recording the expected calibration error is 0.016; that of the tokens' mean probability is 0.187.
 */
const weights = { constant: 4.593, mean: 2.247, least: 1.575, logTokens: -0.929, letters: 0.0459 } as const;

/** Letters that count; longer words are no more likely to be right. */
const maxLetters = 10;

/**
 * The likelihood that a word of a transducer is right.
 *
 * @returns 0..1.
 */
export function calibratedConfidence({ logProbabilities, text }: WordEvidence): number {
  const score =
    weights.constant +
    weights.mean * meanOf(logProbabilities) +
    weights.least * Math.min(...logProbabilities) +
    weights.logTokens * Math.log(logProbabilities.length) +
    weights.letters * Math.min(maxLetters, text.length);
  return 1 / (1 + Math.exp(-score));
}

/**
 * The mean probability of a word's tokens: what is told of models nobody has calibrated.
 *
 * @returns 0..1, the geometric mean.
 */
export function meanProbability({ logProbabilities }: WordEvidence): number {
  return Math.min(1, Math.exp(meanOf(logProbabilities)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
