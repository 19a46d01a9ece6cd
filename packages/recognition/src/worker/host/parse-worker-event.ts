import type { Hypothesis, HypothesisWord, Writing } from '../../contract/hypothesis.ts';
import { RecognitionError, recognitionErrorCodes, type RecognitionErrorCode } from '../../contract/recognition-host.ts';
import type { Checkpoint } from '../../endpointing/checkpoint.ts';
import type { SegmentEnd } from '../../endpointing/tracker-event.ts';
import { FrameError } from '../common/frame.ts';
import type { WorkerLoad } from '../common/worker-load.ts';
import type { WorkerReady } from '../common/worker-setup.ts';
import type { WorkerStreamEvent } from '../common/worker-stream-event.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads what a worker tells of a stream. Messages of errors hold no value that could be speech.
 *
 * @param value - any JSON value.
 * @param endSample - the position behind all audio the worker was given: no position may be beyond it.
 * @throws FrameError when it is no event, or tells what cannot be.
 */
export function parseWorkerEvent(value: unknown, endSample: number): WorkerStreamEvent {
  const event = fieldsOf(value, 'an event');
  const position = (name: string): number => integerOf(event, name, endSample);
  switch (event['type']) {
    case 'speech_start':
    case 'speech_end':
      return { type: event['type'], sample: position('sample'), at: position('at') };
    case 'partial':
      return { type: 'partial', hypothesis: hypothesisOf(event['hypothesis'], endSample), at: position('at') };
    case 'final': {
      const { goesOn } = event;
      if (typeof goesOn !== 'boolean') throw new FrameError('a final does not say whether the speaker goes on');
      return {
        type: 'final',
        hypothesis: hypothesisOf(event['hypothesis'], endSample),
        goesOn,
        at: position('at'),
        ...(event['end'] === undefined ? {} : { end: segmentEndOf(event['end'], endSample) }),
      };
    }
    case 'decoded':
      return { type: 'decoded', samples: position('samples') };
    case 'flushed':
      return { type: 'flushed', flushId: integerOf(event, 'flushId', Number.MAX_SAFE_INTEGER) };
    case 'checkpoint':
      return { type: 'checkpoint', checkpoint: checkpointOf(event['checkpoint'], endSample) };
    case 'ended':
      return { type: 'ended' };
    case 'failed':
      return { type: 'failed', error: errorOf(event['error']) };
    default:
      throw new FrameError('an event of an unknown type is told');
  }
}

/**
 * Reads what a worker says once its model is loaded.
 *
 * @throws FrameError when it is something else.
 */
export function parseWorkerReady(value: unknown): WorkerReady {
  const ready = fieldsOf(value, 'ready');
  const maxStreams = integerOf(ready, 'maxStreams', Number.MAX_SAFE_INTEGER);
  const loadMs = integerOf(ready, 'loadMs', Number.MAX_SAFE_INTEGER);
  if (maxStreams === 0) throw new FrameError('a worker without room for a stream is ready');
  return { maxStreams, loadMs, writing: writingOf(ready['writing']) };
}

/**
 * Reads what a worker has used.
 *
 * @throws FrameError when it is something else.
 */
export function parseWorkerLoad(value: unknown): WorkerLoad {
  const load = fieldsOf(value, 'a load');
  const read = (name: string): number => integerOf(load, name, Number.MAX_SAFE_INTEGER);
  return { busyMs: read('busyMs'), cpuMs: read('cpuMs'), rssBytes: read('rssBytes') };
}

function writingOf(value: unknown): Writing {
  const { casing, hasPunctuation } = fieldsOf(value, 'how words are written');
  if (casing !== 'upper' && casing !== 'lower' && casing !== 'mixed') throw new FrameError('no casing is told');
  if (typeof hasPunctuation !== 'boolean') throw new FrameError('nothing is told of punctuation');
  return { casing, hasPunctuation };
}

function hypothesisOf(value: unknown, endSample: number): Hypothesis {
  const fields = fieldsOf(value, 'a hypothesis');
  const { words, stability, stableWords, writing, hasEstimatedTimes } = fields;
  if (!Array.isArray(words)) throw new FrameError('the words of a hypothesis are no list');
  return {
    words: words.map((word: unknown) => wordOf(word, endSample)),
    ...(stability === undefined ? {} : { stability: shareOf(stability, 'stability') }),
    ...(stableWords === undefined ? {} : { stableWords: integerOf(fields, 'stableWords', words.length) }),
    ...(writing === undefined ? {} : { writing: writingOf(writing) }),
    ...(hasEstimatedTimes === true ? { hasEstimatedTimes } : {}),
  };
}

function wordOf(value: unknown, endSample: number): HypothesisWord {
  const word = fieldsOf(value, 'a word');
  const { text, confidence } = word;
  if (typeof text !== 'string' || text === '') throw new FrameError('a word has no text');
  const startSample = integerOf(word, 'startSample', endSample);
  const end = integerOf(word, 'endSample', endSample);
  if (end < startSample) throw new FrameError('a word ends before it begins');
  return {
    text,
    startSample,
    endSample: end,
    ...(confidence === undefined ? {} : { confidence: shareOf(confidence, 'confidence') }),
  };
}

function checkpointOf(value: unknown, endSample: number): Checkpoint {
  const checkpoint = fieldsOf(value, 'a checkpoint');
  const { isGated, isSpeaking } = checkpoint;
  if (typeof isGated !== 'boolean' || typeof isSpeaking !== 'boolean') {
    throw new FrameError('a checkpoint does not say in which state the stream is');
  }
  const sample = integerOf(checkpoint, 'sample', endSample);
  return { sample, leadInSamples: integerOf(checkpoint, 'leadInSamples', sample), isGated, isSpeaking };
}

function segmentEndOf(value: unknown, endSample: number): SegmentEnd {
  const end = fieldsOf(value, 'the end of a segment');
  const at = integerOf(end, 'at', endSample);
  return { at, sample: integerOf(end, 'sample', at) };
}

function errorOf(value: unknown): RecognitionError {
  const { code, message } = fieldsOf(value, 'an error');
  if (!isErrorCode(code) || typeof message !== 'string') throw new FrameError('a stream fails with an unknown error');
  return new RecognitionError(code, message);
}

function isErrorCode(value: unknown): value is RecognitionErrorCode {
  return typeof value === 'string' && Object.hasOwn(recognitionErrorCodes, value);
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) throw new FrameError(`${what} is no object`);
  // Any object may be asked for any field; each is checked where it is read.
  return value as Fields;
}

function integerOf(fields: Fields, name: string, max: number): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > max) {
    throw new FrameError(`${name} is no integer from 0 to ${max}`);
  }
  return value;
}

function shareOf(value: unknown, name: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw new FrameError(`${name} is not from 0 to 1`);
  return value;
}
