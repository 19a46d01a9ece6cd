import type { BareResult } from '../engine/sherpa.ts';
import { judgeWords } from './word-outcomes.ts';
import { calibrationError, type Prediction } from './reliability.ts';

/** A word of the bare engine loop with the log-probabilities of its tokens. */
export interface FitWord {
  readonly recording: number;
  readonly kind: string;
  readonly text: string;
  readonly logProbabilities: readonly number[];
  readonly isRight: boolean;
}

/** What was fitted. */
export interface ConfidenceFit {
  /** One for each of {@link featureNames}. */
  readonly coefficients: readonly number[];
  /** Of the geometric mean of the tokens' probabilities, as it is. */
  readonly errorBefore: number;
  /** Of words of recordings that the fit has not seen, over five folds. */
  readonly crossValidatedError: number;
  readonly words: number;
  readonly shareRight: number;
}

/** What the logistic regression is over, in the order of the coefficients. */
export const featureNames = [
  'constant',
  'mean log-probability',
  'least log-probability',
  'ln(tokens)',
  'letters / 10, at most 1',
] as const;

const folds = 5;
const iterations = 4000;
const stepSize = 0.8;

/** Cuts what the bare loop heard into words and judges them. */
export function fitWordsOf(
  { tokens, ys_probs: logProbabilities = [] }: BareResult,
  { reference, recording, kind }: { readonly reference: string; readonly recording: number; readonly kind: string },
): readonly FitWord[] {
  const words: { text: string; logProbabilities: number[] }[] = [];
  for (const [index, token] of tokens.entries()) {
    const begins = /^[ \u2581]/.test(token) || words.length === 0;
    if (begins) words.push({ text: '', logProbabilities: [] });
    const word = words.at(-1);
    if (word === undefined) continue;
    word.text += token.replaceAll('\u2581', '').trim();
    word.logProbabilities.push(logProbabilities[index] ?? 0);
  }
  return judgeWords(words, reference).map(({ word, isRight }) => ({ ...word, isRight, recording, kind }));
}

/** Fits the likelihood that a word is right, by logistic regression. */
export function fitConfidence(words: readonly FitWord[]): ConfidenceFit {
  const validated = Array.from({ length: folds }, (_, fold) => fold).flatMap((fold) => {
    const coefficients = regress(words.filter(({ recording }) => recording % folds !== fold));
    return words
      .filter(({ recording }) => recording % folds === fold)
      .map((word): Prediction => ({ told: logistic(coefficients, featuresOf(word)), cameTrue: word.isRight }));
  });
  const before = words.map((word): Prediction => ({ told: Math.exp(meanOf(word)), cameTrue: word.isRight }));
  return {
    coefficients: regress(words),
    errorBefore: calibrationError(before),
    crossValidatedError: calibrationError(validated),
    words: words.length,
    shareRight: words.filter(({ isRight }) => isRight).length / words.length,
  };
}

function meanOf({ logProbabilities }: FitWord): number {
  return logProbabilities.reduce((sum, value) => sum + value, 0) / logProbabilities.length;
}

function featuresOf(word: FitWord): readonly number[] {
  const { logProbabilities, text } = word;
  return [
    1,
    meanOf(word),
    Math.min(...logProbabilities),
    Math.log(logProbabilities.length),
    Math.min(text.length, 10) / 10,
  ];
}

function logistic(coefficients: readonly number[], features: readonly number[]): number {
  const sum = features.reduce((total, feature, index) => total + feature * (coefficients[index] ?? 0), 0);
  return 1 / (1 + Math.exp(-sum));
}

/** Maximises the likelihood by gradient ascent; so few and small features need nothing better. */
function regress(words: readonly FitWord[]): readonly number[] {
  const rows = words.map((word) => ({ features: featuresOf(word), isRight: word.isRight ? 1 : 0 }));
  let coefficients: readonly number[] = featureNames.map(() => 0);
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const gradient = featureNames.map(() => 0);
    for (const { features, isRight } of rows) {
      const error = isRight - logistic(coefficients, features);
      for (const [index, feature] of features.entries()) gradient[index] = (gradient[index] ?? 0) + error * feature;
    }
    coefficients = coefficients.map((value, index) => value + (stepSize * (gradient[index] ?? 0)) / rows.length);
  }
  return coefficients;
}
