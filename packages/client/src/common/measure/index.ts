export {
  latenciesOf,
  type SessionLatencies,
  type SessionTimeline,
  type TimedResult,
  type WordLatency,
  wordLatenciesOf,
} from './latencies.ts';
export { median, percentile, type Spread, spreadOf } from './statistics.ts';
export { alignWords, normalisedWords, type WordErrors, type WordFate } from './word-errors.ts';
