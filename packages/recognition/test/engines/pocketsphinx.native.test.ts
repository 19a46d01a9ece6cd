import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine, EngineStream } from '../../src/contract/engine.ts';
import type { PocketSphinxFiles } from '../../src/contract/model.ts';
import { createPocketSphinxEngine } from '../../src/engines/pocketsphinx/pocketsphinx-engine.ts';
import { modelFilesFromSystem } from '../../src/engines/pocketsphinx/system-model.ts';
import { describeEngine } from '../conformance.ts';

/** Four seconds of Debian's package `pocketsphinx-testdata`. */
const recordingPath = '/usr/share/pocketsphinx/test/data/cards/005.wav';
const recordingWords = 'eight of spades four of clubs seven of hearts'.split(' ');
const wavHeaderBytes = 44;

const files = modelFilesFromSystem();
const isAbsent = files === undefined || !existsSync(recordingPath);
if (isAbsent) {
  console.log(
    'left out: PocketSphinx; it needs the packages libpocketsphinx3, pocketsphinx-en-us, pocketsphinx-testdata',
  );
}

describe.skipIf(isAbsent)('with the model of the system packages', () => {
  describeEngine('pocketsphinx', () => ({
    createEngine: () => createPocketSphinxEngine(presentFiles(), { maxStreams: 2 }),
    recording: readRecording(),
    expectedWords: recordingWords,
    // A third of its words is what the engine gets wrong at best; the suite only asks for speech heard.
    maxWordErrorRate: 0.4,
  }));

  describe('the pocketsphinx engine', () => {
    let engine: Engine | undefined;

    afterEach(() => {
      engine?.close();
      engine = undefined;
    });

    it('shows partials while audio is accepted, with a stability and without confidences', () => {
      engine = createPocketSphinxEngine(presentFiles());
      const stream = engine.openStream();
      stream.accept(readRecording());
      const partials = new Set<string>();
      while (stream.isReady) {
        engine.decode([stream]);
        const { words, stability } = stream.hypothesis();
        if (words.length === 0) continue;
        partials.add(words.map((word) => word.text).join(' '));
        expect(stability).toBeGreaterThan(0);
        expect(words.every((word) => word.confidence === undefined)).toBe(true);
      }
      expect(partials.size).toBeGreaterThan(3);
    });

    it('decodes the whole utterance again at its end, in steps, and then knows the confidence of each word', () => {
      engine = createPocketSphinxEngine(presentFiles());
      const stream = engine.openStream();
      const recording = readRecording();
      stream.accept(recording);
      drain(engine, stream);
      stream.endUtterance(0);
      const steps = drain(engine, stream);
      expect(steps).toBeGreaterThan(recording.length / 1_600);
      const { words, stability } = stream.hypothesis();
      expect(stability).toBeUndefined();
      expect(words.every((word) => word.confidence !== undefined)).toBe(true);
      // The second search leaves doubts; a pass without it gives 1 for every word.
      expect(words.some((word) => (word.confidence ?? 1) < 1)).toBe(true);
    });

    it('places words of a later utterance from its own first sample', () => {
      engine = createPocketSphinxEngine(presentFiles());
      const stream = engine.openStream();
      const positions = [1, 2].map(() => {
        stream.accept(readRecording());
        stream.endUtterance(0);
        while (stream.isReady) engine?.decode([stream]);
        const { words } = stream.hypothesis();
        stream.reset();
        return words.map((word) => [word.text, word.startSample, word.endSample]);
      });
      expect(positions[1]).toEqual(positions[0]);
    });

    it('refuses an utterance longer than its limit', () => {
      engine = createPocketSphinxEngine(presentFiles(), { maxUtteranceSamples: 2_000 });
      const stream = engine.openStream();
      stream.accept(new Float32Array(2_000));
      expect(() => stream.accept(new Float32Array(1))).toThrow(RangeError);
    });

    it('refuses a stream of another engine', () => {
      const asked = createPocketSphinxEngine(presentFiles());
      engine = createPocketSphinxEngine(presentFiles());
      const stream = engine.openStream();
      expect(() => asked.decode([stream])).toThrow(TypeError);
      asked.close();
    });

    it('says which model cannot be read', () => {
      const absent: PocketSphinxFiles = { ...presentFiles(), languageModel: '/nowhere/en-us.lm.bin' };
      expect(() => createPocketSphinxEngine(absent)).toThrow(expect.objectContaining({ code: 'model_unreadable' }));
      const noFolder: PocketSphinxFiles = { ...presentFiles(), acousticModel: '/nowhere' };
      expect(() => createPocketSphinxEngine(noFolder)).toThrow(expect.objectContaining({ code: 'model_unreadable' }));
    });
  });
});

/** Decodes until nothing is ready; returns the number of steps. */
function drain(engine: Engine, stream: EngineStream): number {
  let steps = 0;
  for (; stream.isReady; steps += 1) engine.decode([stream]);
  return steps;
}

function presentFiles(): PocketSphinxFiles {
  if (files === undefined) throw new Error('the system packages are absent');
  return files;
}

function readRecording(): Float32Array {
  const bytes = readFileSync(recordingPath).subarray(wavHeaderBytes);
  return Float32Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readInt16LE(index * 2) / 32_768);
}
