import { chmod, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findModels } from '../../src/models/discovery.ts';
import { network } from './network-content.ts';
import { asOrdinaryUser, temporaryFolder, tokens, transducer, writeFiles } from './temporary-folder.ts';

describe('a search for models', () => {
  test('finds each folder that holds the files of a transducer', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, { ...transducer('kroko-de'), 'notes/readme.txt': '', 'stray.onnx': '' });
    const folder = path.join(directory, 'kroko-de');
    expect(await findModels([directory])).toEqual({
      models: [
        {
          modelId: 'kroko-de',
          engine: 'sherpa',
          languages: ['de'],
          languagesAreDeclared: true,
          files: {
            kind: 'transducer',
            encoder: path.join(folder, 'encoder.int8.onnx'),
            decoder: path.join(folder, 'decoder.onnx'),
            joiner: path.join(folder, 'joiner.int8.onnx'),
            tokens: path.join(folder, 'tokens.txt'),
          },
          hasBeamSearch: true,
          folder,
        },
      ],
      rejected: [],
    });
  });

  test('takes a directory that is itself the folder of a model', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, { ...transducer('zipformer-fr'), ...transducer('zipformer-fr/inner') });
    const { models } = await findModels([path.join(directory, 'zipformer-fr')]);
    expect(models.map((model) => model.modelId)).toEqual(['zipformer-fr']);
  });

  test('prefers the 8-bit encoder and joiner and the decoder that is not', async () => {
    const directory = await temporaryFolder();
    const names = ['encoder-99', 'decoder-99', 'joiner-99'].flatMap((name) => [`${name}.onnx`, `${name}.int8.onnx`]);
    await writeFiles(directory, Object.fromEntries(names.map((name) => [`m/${name}`, network()])));
    await writeFiles(directory, { 'm/tokens.txt': tokens });
    const { models } = await findModels([directory]);
    expect(models[0]?.files).toEqual({
      kind: 'transducer',
      encoder: path.join(directory, 'm', 'encoder-99.int8.onnx'),
      decoder: path.join(directory, 'm', 'decoder-99.onnx'),
      joiner: path.join(directory, 'm', 'joiner-99.int8.onnx'),
      tokens: path.join(directory, 'm', 'tokens.txt'),
    });
  });

  test('takes decoder and joiner of the same export as the encoder', async () => {
    const directory = await temporaryFolder();
    const names = ['encoder-left-64.int8.onnx', 'decoder-left-128.onnx', 'decoder-left-64.int8.onnx'];
    const joiners = ['joiner-left-128.int8.onnx', 'joiner-left-64.int8.onnx'];
    await writeFiles(directory, Object.fromEntries([...names, ...joiners].map((name) => [`m/${name}`, network()])));
    await writeFiles(directory, { 'm/tokens.txt': tokens });
    const { models } = await findModels([directory]);
    expect(models[0]?.files).toMatchObject({
      decoder: path.join(directory, 'm', 'decoder-left-64.int8.onnx'),
      joiner: path.join(directory, 'm', 'joiner-left-64.int8.onnx'),
    });
  });

  test('follows links to folders and passes over links that lead nowhere', async () => {
    const [elsewhere, directory] = [await temporaryFolder(), await temporaryFolder()];
    await writeFiles(elsewhere, transducer('original'));
    await symlink(path.join(elsewhere, 'original'), path.join(directory, 'zipformer-es'));
    await symlink(path.join(elsewhere, 'gone'), path.join(directory, 'zipformer-nl'));
    const { models, rejected } = await findModels([directory]);
    expect(models.map(({ modelId, languages }) => [modelId, languages])).toEqual([['zipformer-es', ['es']]]);
    expect(rejected).toEqual([]);
  });

  test('passes over hidden folders, where downloads are not complete', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, transducer('.partial-kroko-de'));
    expect(await findModels([directory])).toEqual({ models: [], rejected: [] });
  });

  test('assumes English when neither the name nor a model.json tells the language', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, transducer('aborts-on-decode'));
    const { models } = await findModels([directory]);
    expect(models[0]).toMatchObject({ languages: ['en'], languagesAreDeclared: false });
  });

  test('lists models that name their language first, then by id', async () => {
    const directory = await temporaryFolder();
    for (const name of ['a-model', 'zipformer-en', 'kroko-de']) await writeFiles(directory, transducer(name));
    const { models } = await findModels([directory]);
    expect(models.map((model) => model.modelId)).toEqual(['kroko-de', 'zipformer-en', 'a-model']);
  });

  test('takes the model of the first directory when two have the same id', async () => {
    const [first, second] = [await temporaryFolder(), await temporaryFolder()];
    await writeFiles(first, transducer('kroko-de'));
    await writeFiles(second, { ...transducer('kroko-de'), ...transducer('kroko-fr') });
    const { models } = await findModels([first, second]);
    expect(models.map((model) => 'encoder' in model.files && path.dirname(model.files.encoder))).toEqual([
      path.join(first, 'kroko-de'),
      path.join(second, 'kroko-fr'),
    ]);
  });

  test('rejects a folder that has only some of the files, and says which it lacks', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, { 'half/encoder.onnx': network(), 'half/decoder.onnx': network() });
    await writeFiles(directory, transducer('kroko-de'));
    const { models, rejected } = await findModels([directory]);
    const folder = path.join(directory, 'half');
    expect(models.map((model) => model.modelId)).toEqual(['kroko-de']);
    expect(rejected).toEqual([
      {
        directory: folder,
        reason: `${folder} is not a complete streaming transducer: it has no *joiner*.onnx, no tokens.txt.`,
      },
    ]);
  });

  test('passes over a directory that does not exist', async () => {
    const missing = path.join(await temporaryFolder(), 'missing');
    expect(await findModels([missing])).toEqual({ models: [], rejected: [] });
  });

  test('rejects a directory that is a file', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, { file: '' });
    const file = path.join(directory, 'file');
    const { rejected } = await findModels([file]);
    expect(rejected).toEqual([{ directory: file, reason: `${file} is not a directory.` }]);
  });

  test('rejects a directory that it may not read', async () => {
    const directory = path.join(await temporaryFolder(), 'closed');
    await mkdir(directory);
    await chmod(directory, 0);
    const { rejected } = await asOrdinaryUser(() => findModels([directory]));
    expect(rejected).toEqual([{ directory, reason: `${directory} cannot be read: permission denied.` }]);
  });

  test('rejects a link that leads to itself', async () => {
    const directory = path.join(await temporaryFolder(), 'loop');
    await symlink(directory, directory);
    const { rejected } = await findModels([directory]);
    expect(rejected).toEqual([{ directory, reason: `${directory} cannot be read (ELOOP).` }]);
  });
});

describe('a model.json', () => {
  test('settles languages and files before any name does', async () => {
    const directory = await temporaryFolder();
    const description = { languages: ['pt-br', 'EN'], files: { encoder: 'nets/small.onnx' } };
    await writeFiles(directory, {
      ...transducer('kroko-de'),
      'kroko-de/nets/small.onnx': network(),
      'kroko-de/model.json': JSON.stringify(description),
    });
    const { models } = await findModels([directory]);
    expect(models[0]).toMatchObject({
      languages: ['pt-BR', 'en'],
      languagesAreDeclared: true,
      files: {
        encoder: path.join(directory, 'kroko-de', 'nets', 'small.onnx'),
        joiner: path.join(directory, 'kroko-de', 'joiner.int8.onnx'),
      },
    });
  });

  test('can describe a model for PocketSphinx', async () => {
    const directory = await temporaryFolder();
    const files = { acousticModel: 'hmm', languageModel: 'lm.bin', dictionary: 'words.dict' };
    await writeFiles(directory, {
      'sphinx/hmm/mdef': '',
      'sphinx/lm.bin': '',
      'sphinx/words.dict': '',
      'sphinx/model.json': JSON.stringify({ engine: 'pocketsphinx', languages: ['en'], files }),
    });
    const { models, rejected } = await findModels([directory]);
    expect(rejected).toEqual([]);
    expect(models[0]).toMatchObject({
      engine: 'pocketsphinx',
      files: { kind: 'pocketsphinx', acousticModel: path.join(directory, 'sphinx', 'hmm') },
    });
  });

  test.each([
    ['{"languages": ["en"', 'this is not JSON'],
    ['[]', 'the file is []; allowed is an object with any of kind, languages, engine, files, sums, source, licence.'],
    ['{"language": "en"}', '"language" is not a field of the file; allowed are kind, languages, engine, files'],
    ['{"languages": "en"}', 'languages is "en"; allowed is a list of BCP-47 tags'],
    ['{"languages": []}', 'languages is []; allowed is a list of BCP-47 tags'],
    ['{"languages": ["english"]}', 'languages has "english"; allowed is a list of BCP-47 tags'],
    ['{"languages": [7]}', 'languages has 7; allowed is a list of BCP-47 tags'],
    ['{"engine": "whisper"}', 'engine is "whisper"; allowed are "sherpa", "pocketsphinx".'],
    ['{"files": {"encoder": 1}}', 'files.encoder is 1; allowed is the path of a file inside the model'],
    ['{"files": {"tokens": "../tokens.txt"}}', 'files.tokens is "../tokens.txt"; allowed is the path of a file inside'],
    ['{"files": {"tokens": "/etc/passwd"}}', 'files.tokens is "/etc/passwd"; allowed is the path of a file inside'],
    ['{"files": {"weights": "a"}}', '"weights" is not a field of files; allowed are encoder, decoder, joiner, model'],
    ['{"files": {"dictionary": "a"}}', 'files.dictionary is not a file of the engine "sherpa"; allowed are encoder'],
    ['{"engine": "pocketsphinx"}', 'a PocketSphinx model needs files.acousticModel'],
    ['{"kind": "tdnn"}', 'kind is "tdnn"; allowed are "transducer", "zipformer2_ctc"'],
    ['{"kind": "whisper", "engine": "pocketsphinx"}', 'engine is "pocketsphinx"; a model of the kind "whisper" is for'],
    ['{"kind": "whisper", "files": {"joiner": "a"}}', 'files.joiner is not a file of the kind "whisper"; allowed are'],
    ['{"sums": []}', 'sums is []; allowed is an object with an entry for each file.'],
    ['{"sums": {"../a": {}}}', 'sums has "../a"; allowed are paths of files inside the model'],
    ['{"sums": {"a": {"bytes": -1}}}', 'sums["a"].bytes is -1; allowed is a whole number of bytes.'],
    ['{"sums": {"a": {"bytes": 1}}}', 'sums["a"].sha256 is absent; allowed are 64 lower-case hexadecimal digits.'],
    ['{"sums": {"a": {"size": 1}}}', '"size" is not a field of sums["a"]; allowed are bytes, sha256.'],
    ['{"licence": 2}', 'licence is 2; allowed is text.'],
  ])('with the content %s rejects its folder alone', async (content, reason) => {
    const directory = await temporaryFolder();
    const file = path.join(directory, 'kroko-de', 'model.json');
    await writeFiles(directory, {
      ...transducer('kroko-de'),
      ...transducer('kroko-fr'),
      'kroko-de/model.json': content,
    });
    const { models, rejected } = await findModels([directory]);
    expect(models.map((model) => model.modelId)).toEqual(['kroko-fr']);
    expect(rejected).toEqual([
      { directory: path.dirname(file), reason: expect.stringContaining(`${file}: ${reason}`) as string },
    ]);
  });

  test('that names a file which does not exist rejects its folder', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, { ...transducer('m'), 'm/model.json': '{"files": {"encoder": "other.onnx"}}' });
    const { models, rejected } = await findModels([directory]);
    expect(models).toEqual([]);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      `${path.join(directory, 'm', 'other.onnx')} does not exist.`,
    ]);
  });
});
