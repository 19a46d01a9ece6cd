import type { HypothesisWord } from '@steno/recognition';
import type { Report, ReportTable } from '../report/report.ts';
import { type ConfidenceFit, featureNames } from './fit-confidence.ts';
import type { PartialOutcomes } from './partial-outcomes.ts';
import { binsOf, calibrationError, type Prediction, unseenCalibrationError } from './reliability.ts';
import type { WordOutcome } from './word-outcomes.ts';

/** What became of one recording. */
export interface JudgedRecording {
  readonly kind: string;
  readonly words: readonly WordOutcome<HypothesisWord>[];
  readonly partials: PartialOutcomes;
}

/** Recordings heard with one choice of models. */
export interface CalibrationCase {
  readonly name: string;
  readonly heard: readonly JudgedRecording[];
}

const limits = { calibrationError: 0.08, churn: 0.1 };

/** Holds the cases to their limits. */
export function toCalibrationReport(
  cases: readonly CalibrationCase[],
  { fit, leftOut }: { readonly fit: ConfidenceFit | undefined; readonly leftOut: readonly string[] },
): Report {
  const figures = cases.map(({ name, heard }) => ({ name, heard, ...figuresOf(heard) }));
  const upper = { isUpperLimit: true };
  return {
    name: 'calibration',
    tables: [
      ...figures.flatMap(({ name, confidence, stability }) => [
        reliabilityTable(`${name}: confidence of words`, confidence),
        reliabilityTable(`${name}: stability of partials`, stability),
      ]),
      kindsTable(cases),
      {
        title: 'Calibration errors where the shares come from other recordings, five folds',
        header: ['models', 'confidence', 'stability'],
        rows: figures.map(({ name, unseenConfidenceError, unseenStabilityError }) => [
          name,
          unseenConfidenceError.toFixed(3),
          unseenStabilityError.toFixed(3),
        ]),
      },
      {
        title: 'Partials',
        header: ['models', 'words shown', 'changed', 'churn', 'told stable', 'of them changed', 'jumps'],
        rows: figures.map(({ name, shownWords, changedWords, churn, stableWords, changedStableWords, jumps }) => [
          name,
          shownWords,
          changedWords,
          churn.toFixed(3),
          stableWords,
          changedStableWords,
          jumps,
        ]),
      },
      ...(fit === undefined ? [] : [fitTable(fit)]),
    ],
    verdicts: figures.flatMap(({ name, confidenceError, stabilityError, ...one }) => [
      {
        name: `${name}: calibration error of confidence`,
        value: confidenceError,
        unit: '',
        limit: limits.calibrationError,
        ...upper,
      },
      {
        name: `${name}: calibration error of stability`,
        value: stabilityError,
        unit: '',
        limit: limits.calibrationError,
        ...upper,
      },
      { name: `${name}: words changed per word shown`, value: one.churn, unit: '', limit: limits.churn, ...upper },
      // A limit on what was not seen would be met by nothing.
      ...(one.stableWords === 0
        ? []
        : [
            {
              name: `${name}: stable words that changed`,
              value: one.changedStableWords,
              unit: 'words',
              limit: 0,
              ...upper,
            },
          ]),
      ...(Number.isNaN(one.jumps)
        ? []
        : [{ name: `${name}: words back within 200 ms`, value: one.jumps, unit: 'words', limit: 0, ...upper }]),
    ]),
    remarks: [
      ...leftOut,
      ...figures.flatMap(({ name, stableWords }) =>
        stableWords === 0 ? [`Not seen: ${name} told no stable words.`] : [],
      ),
    ],
    details: {
      cases: figures.map(({ heard: _heard, confidence, stability, ...rest }) => ({
        ...rest,
        confidence: binsOf(confidence),
        stability: binsOf(stability),
      })),
      fit,
    },
  };
}

function figuresOf(heard: readonly JudgedRecording[]) {
  const confidence = confidenceOf(heard);
  const stability = heard.flatMap(({ partials }) => partials.stability);
  const sum = (pick: (partials: PartialOutcomes) => number): number =>
    heard.reduce((total, { partials }) => total + pick(partials), 0);
  const shownWords = sum((one) => one.shownWords);
  const changedWords = sum((one) => one.changedWords);
  return {
    confidence,
    stability,
    confidenceError: calibrationError(confidence),
    stabilityError: calibrationError(stability),
    unseenConfidenceError: unseenCalibrationError(heard.map((one) => confidenceOf([one]))),
    unseenStabilityError: unseenCalibrationError(heard.map(({ partials }) => partials.stability)),
    shownWords,
    changedWords,
    churn: changedWords / shownWords,
    stableWords: sum((one) => one.stableWords),
    changedStableWords: sum((one) => one.changedStableWords),
    jumps: sum((one) => one.jumps),
  };
}

/** Words without a confidence are left out. */
function confidenceOf(heard: readonly JudgedRecording[]): readonly Prediction[] {
  return heard.flatMap(({ words }) =>
    words.flatMap(({ word: { confidence }, isRight }) =>
      confidence === undefined ? [] : [{ told: confidence, cameTrue: isRight }],
    ),
  );
}

function reliabilityTable(title: string, predictions: readonly Prediction[]): ReportTable {
  return {
    title: `${title}, ${predictions.length}, calibration error ${calibrationError(predictions).toFixed(3)}`,
    header: ['from', 'count', 'mean told', 'share true'],
    rows: binsOf(predictions).map(({ from, count, meanTold, shareTrue }) => [
      from.toFixed(1),
      count,
      meanTold.toFixed(3),
      shareTrue.toFixed(3),
    ]),
  };
}

function kindsTable(cases: readonly CalibrationCase[]): ReportTable {
  return {
    title: 'Calibration errors by kind of recording',
    header: ['models', 'kind', 'words', 'confidence', 'partials', 'stability'],
    rows: cases.flatMap(({ name, heard }) =>
      [...new Set(heard.map(({ kind }) => kind))].map((kind) => {
        const { confidence, stability, ...errors } = figuresOf(heard.filter((one) => one.kind === kind));
        return [
          name,
          kind,
          confidence.length,
          errors.confidenceError.toFixed(3),
          stability.length,
          errors.stabilityError.toFixed(3),
        ];
      }),
    ),
  };
}

function fitTable({ coefficients, errorBefore, crossValidatedError, words, shareRight }: ConfidenceFit): ReportTable {
  return {
    title: `Confidence fitted to ${words} words of the bare loop, ${(100 * shareRight).toFixed(1)} % right`,
    header: ['figure', 'value'],
    rows: [
      ...featureNames.map((name, index) => [name, (coefficients[index] ?? NaN).toFixed(3)]),
      ['calibration error, geometric mean of the probabilities', errorBefore.toFixed(3)],
      ['calibration error, fitted, 5-fold by recording', crossValidatedError.toFixed(3)],
    ],
  };
}
