/** How sure the recognizer was of a word, in steps that one can tell apart by eye. */
export type ConfidenceLevel = 'unknown' | 'low' | 'middle' | 'high';

/** Chosen: below, a word is more often wrong than a reader expects. */
const middleFrom = 0.5;
const highFrom = 0.8;

/** The step of a confidence of 0..1. */
export function confidenceLevel(confidence: number | undefined): ConfidenceLevel {
  if (confidence === undefined) return 'unknown';
  if (confidence >= highFrom) return 'high';
  return confidence >= middleFrom ? 'middle' : 'low';
}
