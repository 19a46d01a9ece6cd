import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine, EngineStream } from '../src/contract/engine.ts';
import type { HypothesisWord } from '../src/contract/hypothesis.ts';

/** What the suite needs of an engine with a model loaded. */
export interface EngineFixture {
  /** Makes an engine of its own for each test; the suite closes it. */
  readonly createEngine: () => Engine;
  /** One utterance of speech, 16 kHz mono, -1..1; 2 to 10 s. */
  readonly recording: Float32Array;
  /** What is said in it, in any casing. */
  readonly expectedWords: readonly string[];
  /** The most errors among the expected words, 0..1; loose: the suite is not a benchmark. */
  readonly maxWordErrorRate: number;
  /** What streams are opened with; default none. */
  readonly keyTerms?: readonly string[];
}

/** Digital silence enough for any model to say something if it were to. */
const silenceSamples = 5 * 16_000;

/** Enough audio that no engine could call it one step. */
const longAudioRepeats = 3;

/** Few, because each decodes the whole recording. */
const chunkingRuns = 4;

/**
 * The conditions that any engine must keep, as tests.
 *
 * @param name - of the engine, for the titles.
 * @param createFixture - called when the tests run, so that what it needs may be absent where they are skipped.
 */
export function describeEngine(name: string, createFixture: () => EngineFixture): void {
  describe(`the ${name} engine`, () => {
    let engine: Engine | undefined;

    afterEach(() => {
      engine?.close();
      engine = undefined;
    });

    function open(): { readonly engine: Engine; readonly stream: EngineStream; readonly fixture: EngineFixture } {
      const fixture = createFixture();
      engine = fixture.createEngine();
      return { engine, stream: engine.openStream(fixture.keyTerms), fixture };
    }

    it('recognises the words of a recording', () => {
      const { engine, stream, fixture } = open();
      const heard = recognize(engine, stream, [fixture.recording]);
      expect(heard.length).toBeGreaterThan(0);
      const errors = wordErrors(
        fixture.expectedWords.map(fold),
        heard.map((word) => fold(word.text)),
      );
      expect(errors / fixture.expectedWords.length).toBeLessThanOrEqual(fixture.maxWordErrorRate);
    });

    it('hears the same whatever the chunks the audio comes in, when it is decoded alone', () => {
      const { engine, fixture } = open();
      const hear = (chunks: readonly Float32Array[]): HypothesisWord[] => {
        const stream = engine.openStream(fixture.keyTerms);
        try {
          return recognize(engine, stream, chunks);
        } finally {
          stream.close();
        }
      };
      const inOne = texts(hear([fixture.recording]));
      const lengths = fc.array(fc.integer({ min: 160, max: 32_000 }), { minLength: 1, maxLength: 12 });
      fc.assert(
        fc.property(lengths, (cycle) => {
          expect(texts(hear(cut(fixture.recording, cycle)))).toEqual(inOne);
        }),
        { numRuns: chunkingRuns, seed: 1 },
      );
      // Odd lengths below a frame, at the beginning only: a whole recording of single samples takes minutes.
      const singles = Array.from({ length: 333 }, (_, index) => fixture.recording.subarray(index, index + 1));
      expect(texts(hear([...singles, fixture.recording.subarray(333)]))).toEqual(inOne);
    });

    it('places words within the utterance, one after the other', () => {
      const { engine, stream, fixture } = open();
      const hypotheses = [recognize(engine, stream, [fixture.recording])];
      stream.reset();
      for (const chunk of cut(fixture.recording, [8_000])) {
        stream.accept(chunk);
        decodeWhileReady(engine, stream);
        hypotheses.push([...stream.hypothesis().words]);
      }
      for (const words of hypotheses) {
        let previous = 0;
        for (const { startSample, endSample } of words) {
          expect(Number.isInteger(startSample) && Number.isInteger(endSample)).toBe(true);
          expect(startSample).toBeGreaterThanOrEqual(previous);
          expect(endSample).toBeGreaterThanOrEqual(startSample);
          expect(endSample).toBeLessThanOrEqual(fixture.recording.length);
          previous = startSample;
        }
      }
    });

    it('gives confidences and stabilities between 0 and 1', () => {
      const { engine, stream, fixture } = open();
      for (const chunk of cut(fixture.recording, [16_000])) {
        stream.accept(chunk);
        decodeWhileReady(engine, stream);
        const { stability } = stream.hypothesis();
        if (stability !== undefined) expectShare(stability);
      }
      stream.endUtterance(0);
      decodeWhileReady(engine, stream);
      const { words } = stream.hypothesis();
      expect(words.length).toBeGreaterThan(0);
      for (const { confidence } of words) if (confidence !== undefined) expectShare(confidence);
    });

    it('writes words without spaces in the casing it declares', () => {
      const { engine, stream, fixture } = open();
      const { casing } = engine.capabilities.writing;
      for (const { text } of recognize(engine, stream, [fixture.recording])) {
        expect(text).toMatch(/^\S+$/);
        if (casing === 'upper') expect(text).toBe(text.toUpperCase());
        if (casing === 'lower') expect(text).toBe(text.toLowerCase());
      }
    });

    it('forgets the utterance at a reset, ended or not', () => {
      const { engine, stream, fixture } = open();
      const half = fixture.recording.subarray(0, fixture.recording.length >> 1);
      stream.accept(half);
      decodeWhileReady(engine, stream);
      stream.reset();
      expect(stream.hypothesis().words).toEqual([]);
      expect(stream.isReady).toBe(false);
      const first = recognize(engine, stream, [fixture.recording]);
      expect(first.length).toBeGreaterThan(0);
      stream.reset();
      expect(stream.hypothesis().words).toEqual([]);
      for (const word of recognize(engine, stream, [fixture.recording])) {
        expect(word.endSample).toBeLessThanOrEqual(fixture.recording.length);
      }
    });

    it('forgets all it has heard at a renewal, wherever it is, so that it hears like a stream just opened', () => {
      const { engine, stream, fixture } = open();
      const half = fixture.recording.subarray(0, fixture.recording.length >> 1);
      const leadIn = new Float32Array(24_000);
      const hearTwice = (renewed: EngineStream): HypothesisWord[][] => {
        renewed.renew(leadIn);
        expect(renewed.hypothesis().words).toEqual([]);
        expect(renewed.isReady).toBe(false);
        const first = recognize(engine, renewed, [half]);
        renewed.reset();
        return [first, recognize(engine, renewed, [fixture.recording])];
      };
      const expected = hearTwice(stream);
      expect(expected[1]?.length).toBeGreaterThan(0);
      stream.close();
      const used = engine.openStream(fixture.keyTerms);
      used.accept(fixture.recording);
      used.endUtterance(0);
      engine.decode([used]);
      expect(hearTwice(used)).toEqual(expected);
      used.reset();
      used.accept(half);
      if (used.isReady) engine.decode([used]);
      expect(hearTwice(used)).toEqual(expected);
    });

    it('keeps streams apart', () => {
      const { engine, stream, fixture } = open();
      const silent = engine.openStream(fixture.keyTerms);
      const chunks = cut(fixture.recording, [8_000]);
      for (const chunk of chunks) {
        stream.accept(chunk);
        silent.accept(new Float32Array(chunk.length));
        decodeTogether(engine, [stream, silent]);
      }
      stream.endUtterance(0);
      silent.endUtterance(0);
      decodeTogether(engine, [stream, silent]);
      expect(silent.hypothesis().words).toEqual([]);
      const errors = wordErrors(
        fixture.expectedWords.map(fold),
        stream.hypothesis().words.map((word) => fold(word.text)),
      );
      expect(errors / fixture.expectedWords.length).toBeLessThanOrEqual(fixture.maxWordErrorRate);
    });

    it('hears no words in silence', () => {
      const { engine, stream } = open();
      expect(recognize(engine, stream, [new Float32Array(silenceSamples)])).toEqual([]);
    });

    it('hears no words in an utterance without audio', () => {
      const { engine, stream } = open();
      expect(recognize(engine, stream, [])).toEqual([]);
      stream.reset();
      expect(recognize(engine, stream, [new Float32Array(1)])).toEqual([]);
    });

    it('decodes long audio in several steps, unless it takes whole utterances', () => {
      const { engine, stream, fixture } = open();
      if (engine.capabilities.takesWholeUtterances === true) return;
      for (let repeat = 0; repeat < longAudioRepeats; repeat += 1) stream.accept(fixture.recording);
      expect(stream.isReady).toBe(true);
      engine.decode([stream]);
      expect(stream.isReady).toBe(true);
      engine.decode([stream]);
      expect(stream.isReady).toBe(true);
    });

    it('takes no audio after the end of an utterance, until it is reset', () => {
      const { engine, stream } = open();
      stream.accept(new Float32Array(1_600));
      stream.endUtterance(0);
      expect(nameOfThrown(() => stream.accept(new Float32Array(160)))).toBe('InvalidStateError');
      expect(nameOfThrown(() => stream.endUtterance(0))).toBe('InvalidStateError');
      decodeWhileReady(engine, stream);
      expect(nameOfThrown(() => stream.accept(new Float32Array(160)))).toBe('InvalidStateError');
      stream.reset();
      expect(nameOfThrown(() => stream.accept(new Float32Array(160)))).toBeUndefined();
    });

    it('keeps a copy of the audio it accepts', () => {
      const { engine, stream, fixture } = open();
      const expected = texts(recognize(engine, stream, [fixture.recording]));
      stream.close();
      const second = engine.openStream(fixture.keyTerms);
      const reused = fixture.recording.slice();
      second.accept(reused);
      reused.fill(0);
      second.endUtterance(0);
      decodeWhileReady(engine, second);
      expect(texts(second.hypothesis().words)).toEqual(expected);
    });

    it('decodes nothing before the end of an utterance, if that is what it declares', () => {
      const { engine, stream, fixture } = open();
      if (engine.capabilities.takesWholeUtterances !== true) return;
      stream.accept(fixture.recording);
      expect(stream.isReady).toBe(false);
      stream.endUtterance(0);
      engine.decode([stream]);
      expect(stream.isReady).toBe(false);
      expect(stream.hypothesis().words.length).toBeGreaterThan(0);
    });

    it('opens as many streams as it declares, again once one is closed, and no more', () => {
      const { engine, stream } = open();
      const { maxStreams } = engine.capabilities;
      const others = Array.from({ length: maxStreams - 1 }, () => engine.openStream());
      expect(() => engine.openStream()).toThrow(RangeError);
      stream.close();
      others.push(engine.openStream());
      expect(() => engine.openStream()).toThrow(RangeError);
      for (const other of others) other.close();
    });

    it('closes streams and itself any number of times', () => {
      const { engine, stream, fixture } = open();
      stream.accept(fixture.recording);
      decodeWhileReady(engine, stream);
      stream.close();
      stream.close();
      const openAtClose = engine.openStream();
      openAtClose.accept(fixture.recording);
      decodeWhileReady(engine, openAtClose);
      engine.close();
      engine.close();
      expect(() => openAtClose.close()).not.toThrow();
    });
  });
}

/** Decodes chunks as one utterance; the stream must be open for one, and is left at its end. */
function recognize(engine: Engine, stream: EngineStream, chunks: readonly Float32Array[]): HypothesisWord[] {
  for (const chunk of chunks) {
    stream.accept(chunk);
    decodeWhileReady(engine, stream);
  }
  stream.endUtterance(0);
  decodeWhileReady(engine, stream);
  return [...stream.hypothesis().words];
}

function decodeWhileReady(engine: Engine, stream: EngineStream): void {
  while (stream.isReady) engine.decode([stream]);
}

function decodeTogether(engine: Engine, streams: readonly EngineStream[]): void {
  for (let ready = [...streams]; ready.length > 0;) {
    ready = ready.filter((stream) => stream.isReady);
    engine.decode(ready);
  }
}

/** Cuts samples into chunks whose lengths repeat a cycle. */
function cut(samples: Float32Array, cycle: readonly number[]): Float32Array[] {
  const chunks: Float32Array[] = [];
  for (let start = 0; start < samples.length;) {
    const length = cycle[chunks.length % cycle.length] ?? samples.length;
    chunks.push(samples.subarray(start, start + length));
    start += length;
  }
  return chunks;
}

function texts(words: readonly HypothesisWord[]): string[] {
  return words.map((word) => word.text);
}

function fold(word: string): string {
  return word.toLowerCase();
}

function expectShare(value: number): void {
  expect(value).toBeGreaterThanOrEqual(0);
  expect(value).toBeLessThanOrEqual(1);
}

function nameOfThrown(call: () => void): string | undefined {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
  return undefined;
}

/** The fewest substitutions, deletions and insertions that turn one into the other. */
function wordErrors(expected: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, index) => index);
  for (const [index, word] of expected.entries()) {
    const next = [index + 1];
    for (const [column, other] of heard.entries()) {
      const substitution = (row[column] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(substitution, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[heard.length] ?? 0;
}
