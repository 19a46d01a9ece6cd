import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CepstralMean } from '../../src/engines/pocketsphinx/cepstral-mean.ts';
import { parseFeatureParameters } from '../../src/engines/pocketsphinx/feature-parameters.ts';
import { FrameList } from '../../src/engines/pocketsphinx/frame-list.ts';
import { hypothesisWords } from '../../src/engines/pocketsphinx/hypothesis-words.ts';
import { partialStability } from '../../src/engines/pocketsphinx/partial-stability.ts';
import { createPocketSphinxEngine } from '../../src/engines/pocketsphinx/pocketsphinx-engine.ts';
import { SampleBacklog } from '../../src/engines/pocketsphinx/sample-backlog.ts';
import { SettledWords } from '../../src/engines/pocketsphinx/settled-words.ts';
import { modelFilesFromSystem } from '../../src/engines/pocketsphinx/system-model.ts';

describe('the words of a PocketSphinx segmentation', () => {
  const segment = (word: string, firstFrame: number, lastFrame: number, probability = 1) => ({
    word,
    firstFrame,
    lastFrame,
    probability,
  });

  it('leave out fillers and the number of a pronunciation', () => {
    const names = ['<s>', 'and(2)', '<sil>', '[NOISE]', 'said', '++NOISE++', "o'clock(12)", '</s>'];
    const segments = names.map((name, index) => segment(name, index, index));
    const words = hypothesisWords(segments, { utteranceSamples: 16_000, hasConfidence: true });
    expect(words.map((word) => word.text)).toEqual(['and', 'said', "o'clock"]);
  });

  it('are placed at 160 samples to the frame, and never beyond the utterance', () => {
    const segments = [segment('one', 0, 9), segment('two', 10, 99)];
    const words = hypothesisWords(segments, { utteranceSamples: 2_000, hasConfidence: false });
    expect(words).toEqual([
      { text: 'one', startSample: 0, endSample: 1_600 },
      { text: 'two', startSample: 1_600, endSample: 2_000 },
    ]);
  });

  it('have a confidence within 0..1 where the search computed one, the higher the more probable they are', () => {
    const segments = [segment('one', 0, 1, 0.4), segment('two', 2, 3, 1.0001)];
    const words = hypothesisWords(segments, { utteranceSamples: 16_000, hasConfidence: true });
    const [unsure = -1, sure = -1] = words.map((word) => word.confidence ?? -1);
    expect(unsure).toBeGreaterThan(0);
    expect(sure).toBeGreaterThan(unsure);
    expect(sure).toBeLessThanOrEqual(1);
    const unknown = hypothesisWords(segments, { utteranceSamples: 16_000, hasConfidence: false });
    expect(unknown.every((word) => word.confidence === undefined)).toBe(true);
  });
});

describe('the confidence of a word', () => {
  const confidences = (...probabilities: number[]): readonly number[] => {
    const segments = probabilities.map((probability, index) => ({
      word: 'w',
      firstFrame: index * 20,
      lastFrame: index * 20 + 19,
      probability,
    }));
    return hypothesisWords(segments, { utteranceSamples: 160_000, hasConfidence: true }).map(
      ({ confidence }) => confidence ?? -1,
    );
  };

  it('is higher among likely words than among unlikely ones', () => {
    const [among = -1] = confidences(0.5, 1, 1, 1);
    const [between = -1] = confidences(0.5, 0.01, 0.01, 0.01);
    expect(among).toBeGreaterThan(between + 0.2);
  });

  it('is a likelihood where the library tells nothing, too', () => {
    const [confidence = -1] = confidences(0, 1.0001);
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThan(0.1);
  });
});

describe('the words of a partial', () => {
  const words = (...texts: string[]) =>
    texts.map((text, index) => ({ text, startSample: index * 3200, endSample: (index + 1) * 3200 }));
  const texts = (told: readonly { readonly text: string }[]): string => told.map(({ text }) => text).join(' ');
  const long = 100_000;

  it('are those that two hypotheses agree on, up to the first that differs', () => {
    const settled = new SettledWords();
    expect(settled.take(words('go', 'for', 'word'), long)).toEqual([]);
    expect(texts(settled.take(words('go', 'for', 'ward', 'ten'), long))).toBe('go for');
    expect(texts(settled.take(words('go', 'forward', 'ten', 'meters'), long))).toBe('go');
    expect(texts(settled.take(words('go', 'forward', 'ten', 'meters'), long))).toBe('go forward ten meters');
  });

  it('have ended 300 ms ago', () => {
    const settled = new SettledWords();
    settled.take(words('go', 'forward'), long);
    expect(texts(settled.take(words('go', 'forward'), 6400 + 4799))).toBe('go');
    expect(texts(settled.take(words('go', 'forward'), 6400 + 4800))).toBe('go forward');
  });

  it('have nothing of the utterance before', () => {
    const settled = new SettledWords();
    settled.take(words('go'), long);
    settled.reset();
    expect(settled.take(words('go'), long)).toEqual([]);
  });
});

describe('the backlog of samples', () => {
  it('gives blocks of the length asked for, whatever the chunks', () => {
    const backlog = new SampleBacklog();
    for (const chunk of [[1, 2, 3], [], [4], [5, 6]]) backlog.push(Float32Array.from(chunk, (value) => value / 32_768));
    expect([...backlog.take(2)]).toEqual([1, 2]);
    expect([...backlog.take(3)]).toEqual([3, 4, 5]);
    expect(backlog.length).toBe(1);
    expect([...backlog.take(9)]).toEqual([6]);
    expect([...backlog.take(9)]).toEqual([]);
  });

  it('clips what is beyond the range of 16 bits', () => {
    const backlog = new SampleBacklog();
    backlog.push(Float32Array.of(1, -1, 2, -2));
    expect([...backlog.take(4)]).toEqual([32_767, -32_768, 32_767, -32_768]);
  });
});

describe('the cepstral mean', () => {
  const frames = (...energies: number[]): Float32Array => {
    const values = new Float32Array(energies.length * 13);
    energies.forEach((energy, row) => values.fill(energy, row * 13, (row + 1) * 13));
    return values;
  };

  it('of a whole utterance makes its frames average zero', () => {
    const mean = new CepstralMean(frames(40));
    mean.add(frames(10, 30));
    expect([...mean.normalizeWhole(frames(10, 30))]).toEqual([...frames(-10, 10)]);
  });

  it('does not count frames without energy, and is the mean of the model when there are no others', () => {
    const mean = new CepstralMean(frames(40));
    mean.add(frames(-46, -46));
    expect([...mean.normalizeWhole(frames(-46))]).toEqual([...frames(-86)]);
  });

  it('moves from the mean of the model to that of the utterance while audio goes on', () => {
    const mean = new CepstralMean(frames(40));
    mean.add(frames(20));
    const early = mean.normalizeLive(frames(20))[0] ?? 0;
    for (let count = 0; count < 2_000; count += 1) mean.add(frames(20));
    const late = mean.normalizeLive(frames(20))[0] ?? 0;
    expect(early).toBeLessThan(-15);
    expect(late).toBeGreaterThan(-2);
  });
});

describe('the list of frames', () => {
  it('keeps what was pushed when it grows, and nothing after it is cleared', () => {
    const list = new FrameList();
    for (let frame = 0; frame < 1_000; frame += 1) list.push(new Float32Array(13).fill(frame));
    expect(list.count).toBe(1_000);
    expect(list.slice(998, 2_000)[13]).toBe(999);
    list.clear();
    expect(list.count).toBe(0);
    expect(list.slice(0, 10)).toHaveLength(0);
  });
});

describe('the feature parameters of an acoustic model', () => {
  it('are passed on without what the engine decides itself', () => {
    const { settings, initialMean } = parseFeatureParameters(
      '-lowerf 130\n-cmn batch\n-cmninit 41.00,-5.25,x\n-model ptm\n',
    );
    expect(settings).toEqual(['-lowerf', '130', '-model', 'ptm']);
    expect([...initialMean.subarray(0, 4)]).toEqual([41, -5.25, 0, 0]);
  });
});

describe('the stability of a partial', () => {
  it('is a likelihood for any number of words', () => {
    for (const count of [1, 2, 5, 40]) {
      expect(partialStability(count)).toBeGreaterThan(0);
      expect(partialStability(count)).toBeLessThan(1);
    }
  });
});

describe('the model of the system packages', () => {
  const folders: string[] = [];

  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  function makePlaces(paths: readonly string[]): { modelDirectory: string; libraryDirectories: string[] } {
    const folder = mkdtempSync(join(tmpdir(), 'steno-'));
    folders.push(folder);
    mkdirSync(join(folder, 'en-us'));
    for (const path of paths) writeFileSync(join(folder, path), '');
    return { modelDirectory: folder, libraryDirectories: ['/nowhere', folder] };
  }

  const all = ['en-us/mdef', 'en-us.lm.bin', 'cmudict-en-us.dict', 'libpocketsphinx.so.3', 'libsphinxbase.so.3'];

  it('is found when its files and the libraries are there', () => {
    const places = makePlaces(all);
    expect(modelFilesFromSystem(places)).toEqual({
      kind: 'pocketsphinx',
      acousticModel: join(places.modelDirectory, 'en-us'),
      languageModel: join(places.modelDirectory, 'en-us.lm.bin'),
      dictionary: join(places.modelDirectory, 'cmudict-en-us.dict'),
    });
  });

  it.each(all)('is absent without %s', (absent) => {
    expect(modelFilesFromSystem(makePlaces(all.filter((path) => path !== absent)))).toBeUndefined();
  });
});

describe('the options of the pocketsphinx engine', () => {
  it.each([{ maxStreams: 0 }, { maxStreams: 1.5 }, { maxUtteranceSamples: 0 }])('refuse %o', (options) => {
    const files = { kind: 'pocketsphinx', acousticModel: '/x', languageModel: '/x', dictionary: '/x' } as const;
    expect(() => createPocketSphinxEngine(files, options)).toThrow(RangeError);
  });
});
