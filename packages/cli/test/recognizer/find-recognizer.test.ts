import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryDirectory } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findRecognizer, systemModel } from '../../src/recognizer/find-recognizer.ts';

/** The smallest thing built like an ONNX file. */
const network = Buffer.from([8, 8, 58, 4, 1, 2, 3, 4, 66, 2, 16, 17]);
const tokens = '<blk> 0\na 1\n';
const models = {
  'a-whisper-en': { 'a-encoder.onnx': network, 'a-decoder.onnx': network, 'a-tokens.txt': tokens },
  'a-punctuation-en': { 'model.onnx': network, 'bpe.vocab': 'a\t-1\n' },
  'kroko-de': { 'encoder.onnx': network, 'decoder.onnx': network, 'joiner.onnx': network, 'tokens.txt': tokens },
} as const;

/** The places with those models in one directory. */
async function placesWith(
  names: readonly (keyof typeof models)[],
): Promise<{ readonly directories: readonly string[] }> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  for (const name of names) {
    const folder = join(directory.path, name);
    await mkdir(folder);
    for (const [file, content] of Object.entries(models[name])) await writeFile(join(folder, file), content);
  }
  return { directories: [directory.path] };
}

const idsOf = (found: readonly { readonly modelId: string }[]): readonly string[] =>
  found.map(({ modelId }) => modelId);

describe('findRecognizer', () => {
  it('gives the models for live text first, and those of other tasks after them', async () => {
    const found = await findRecognizer(
      { engine: 'auto' },
      await placesWith(['a-punctuation-en', 'a-whisper-en', 'kroko-de']),
    );
    expect(idsOf(found.models)).toEqual(['kroko-de', 'a-whisper-en', 'a-punctuation-en']);
    expect(idsOf(found.secondary)).toEqual(['a-whisper-en', 'a-punctuation-en']);
  });

  it('finds no recognizer where there are only models of other tasks', async () => {
    const found = await findRecognizer({ engine: 'sherpa' }, await placesWith(['a-whisper-en']));
    expect(found.models).toEqual([]);
    expect(idsOf(found.secondary)).toEqual(['a-whisper-en']);
  });

  it('takes PocketSphinx for live text, where the system has it, beside a model for whole segments', async () => {
    const found = await findRecognizer({ engine: 'auto' }, await placesWith(['a-whisper-en']));
    const expected = systemModel() === undefined ? [] : ['pocketsphinx-en-us', 'a-whisper-en'];
    expect(idsOf(found.models)).toEqual(expected);
  });

  it('where PocketSphinx is asked for leaves other models for live text out, but none of other tasks', async () => {
    const found = await findRecognizer({ engine: 'pocketsphinx' }, await placesWith(['a-whisper-en', 'kroko-de']));
    const expected = systemModel() === undefined ? [] : ['pocketsphinx-en-us', 'a-whisper-en'];
    expect(idsOf(found.models)).toEqual(expected);
    expect(idsOf(found.secondary)).toEqual(['a-whisper-en']);
  });
});
