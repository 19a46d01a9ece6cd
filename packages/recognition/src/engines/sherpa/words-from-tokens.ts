import { msToSamples, secondsToSamples } from '@steno/audio';
import type { HypothesisWord } from '../../contract/hypothesis.ts';
import type { WordEvidence } from './word-confidence.ts';

/** The tokens of one utterance as sherpa-onnx tells them; arrays of the same length. */
export interface TokenRun {
  /** A word begins with each token that starts with a space or U+2581. */
  readonly tokens: readonly string[];
  /** When each token was heard, in seconds from the first sample of the utterance. */
  readonly seconds: readonly number[];
  /** Natural logarithm of each token's probability; absent when the model gives none. */
  readonly logProbabilities: readonly number[] | undefined;
}

/** What words are made with. */
export interface WordOptions {
  /** The length of the utterance, in samples; no position exceeds it. */
  readonly utteranceSamples: number;
  /** The confidence of a word; asked only where the model gives probabilities. */
  readonly confidenceOf: (evidence: WordEvidence) => number;
}

/**
 * How long a token lasts when none follows at once, in ms: a transducer tells when it was sure of a
 * token, not how long it was. Chosen: two frames of the usual 40 ms.
 */
const tokenMs = 80;
/** The longest a token is taken to last when another one follows, in ms. Chosen: a long syllable. */
const maxTokenMs = 240;

/**
 * Joins tokens into words with times and confidences.
 *
 * @param run - see {@link TokenRun}.
 * @returns the words in order.
 */
export function wordsFromTokens(run: TokenRun, options: WordOptions): readonly HypothesisWord[] {
  const words: HypothesisWord[] = [];
  let begin = 0;
  for (let index = 1; index <= run.tokens.length; index += 1) {
    if (index < run.tokens.length && !beginsWord(run, index)) continue;
    const word = makeWord(run, { begin, end: index }, options);
    if (word !== undefined) words.push(word);
    begin = index;
  }
  return words;
}

/**
 * Leaves out the words that begin before the first sample of the utterance.
 *
 * @returns the run from its first word that begins later on.
 */
export function withoutLeadIn(run: TokenRun): TokenRun {
  let begin = 0;
  while (begin < run.tokens.length && ((run.seconds[begin] ?? 0) < 0 || (begin > 0 && !beginsWord(run, begin))))
    begin += 1;
  return {
    tokens: run.tokens.slice(begin),
    seconds: run.seconds.slice(begin),
    logProbabilities: run.logProbabilities?.slice(begin),
  };
}

const wordMark = /^[ \u2581]/;
/** Scripts written without spaces: each character stands as a word of its own. */
const unspaced = /^\p{Script=Han}|^\p{Script=Hiragana}|^\p{Script=Katakana}|^\p{Script=Thai}/u;

function beginsWord(run: TokenRun, index: number): boolean {
  const token = run.tokens[index] ?? '';
  return wordMark.test(token) || unspaced.test(token) || unspaced.test(run.tokens[index - 1] ?? '');
}

function makeWord(
  run: TokenRun,
  range: { readonly begin: number; readonly end: number },
  { utteranceSamples, confidenceOf }: WordOptions,
): HypothesisWord | undefined {
  const text = run.tokens.slice(range.begin, range.end).join('').replaceAll('\u2581', '').trim();
  if (text === '') return undefined;
  const startSample = Math.min(utteranceSamples, Math.max(0, secondsToSamples(run.seconds[range.begin] ?? 0)));
  const last = secondsToSamples(run.seconds[range.end - 1] ?? 0);
  const following = range.end < run.tokens.length ? secondsToSamples(run.seconds[range.end] ?? 0) : undefined;
  const natural =
    following === undefined ? last + msToSamples(tokenMs) : Math.min(following, last + msToSamples(maxTokenMs));
  const endSample = Math.min(utteranceSamples, Math.max(startSample, natural));
  const logProbabilities = run.logProbabilities?.slice(range.begin, range.end) ?? [];
  const confidence = logProbabilities.length === 0 ? undefined : confidenceOf({ logProbabilities, text });
  return { text, startSample, endSample, ...(confidence === undefined ? {} : { confidence }) };
}
