import { cp, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  makeTemporaryDirectory,
  moonshineModel,
  readRecording,
  type Recording,
  tellLeftOut,
  type TemporaryDirectory,
  testAssets,
  wordErrors,
} from '@steno/testkit';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runSteno, startSteno, type StenoProcess } from './support/steno-process.ts';
import { transcribeAtOnce } from './support/transcribe-at-once.ts';

const assets = testAssets();
if (assets === undefined) tellLeftOut('the tests of served models', 'STENO_TEST_ASSETS has no models and recordings');
const moonshine = await moonshineModel();
if (moonshine === undefined) tellLeftOut('the test of a pulled model', 'the npm registry does not answer');

const files = ['encoder.int8.onnx', 'decoder.onnx', 'joiner.int8.onnx', 'tokens.txt'] as const;

describe.runIf(assets !== undefined)('a directory of models', () => {
  let directory: TemporaryDirectory;
  let recording: Recording;
  let steno: StenoProcess | undefined;

  beforeAll(async () => {
    if (assets !== undefined) recording = await readRecording(assets, 'ls-test-other-1688-142285-0001.flac');
  });

  beforeEach(async () => {
    directory = await makeTemporaryDirectory();
    await symlink(join(assets?.modelsDir ?? '', 'zipformer-en-tiny'), join(directory.path, 'zipformer-en-tiny'));
  });

  afterEach(async () => {
    await steno?.stop();
    steno = undefined;
    await directory.remove();
  });

  async function start(): Promise<StenoProcess> {
    steno = await startSteno(['--workers', '1', '--models-dir', directory.path]);
    return steno;
  }

  /** A copy of the small model with this name. */
  async function copyModel(name: string): Promise<string> {
    const folder = join(directory.path, name);
    await mkdir(folder);
    for (const file of files) await cp(join(assets?.modelsDir ?? '', 'zipformer-en-tiny', file), join(folder, file));
    return folder;
  }

  it.skipIf(moonshine === undefined)('serves a model that was pulled into it, at the next start', async () => {
    // Its files are there already, as after a download that broke off at its end: the test needs no network.
    const { kind: _kind, ...downloaded } = moonshine?.files ?? { kind: 'none' };
    const partial = join(directory.path, '.partial-moonshine-tiny-en');
    await mkdir(partial);
    for (const file of Object.values(downloaded)) await cp(file, join(partial, basename(file)));
    const pulled = await runSteno(directory, ['models', 'pull', 'moonshine-tiny-en', '--models-dir', directory.path]);
    expect(pulled).toContain(`moonshine-tiny-en is installed in ${join(directory.path, 'moonshine-tiny-en')}`);
    const client = await transcribeAtOnce(await start(), recording.samples, { type: 'quality' });
    expect(client.messages[0]).toMatchObject({ served_type: 'quality', second_model: 'moonshine-tiny-en' });
    expect(wordErrors(recording.reference, client.text).errors).toBeLessThan(5);
  });

  it('is served without a model that is cut off, of which one sentence names the file', async () => {
    const folder = await copyModel('cut-off-en');
    const encoder = join(folder, 'encoder.int8.onnx');
    await truncate(encoder, 1_000_000);
    const server = await start();
    const said = server.log.filter(({ msg }) => msg.includes('cut-off-en'));
    expect(said).toHaveLength(1);
    expect(said[0]?.msg).toMatch(
      new RegExp(`^steno: ${encoder} is cut off.*download it again, or remove its folder\\.$`),
    );
    const client = await transcribeAtOnce(server, recording.samples);
    expect(client.messages[0]).toMatchObject({ model: 'zipformer-en-tiny' });
    expect(client.finals.length).toBeGreaterThan(0);
  });

  it('with models of two languages is served by each in its own, at the same time', async () => {
    const folder = await copyModel('other');
    await writeFile(join(folder, 'model.json'), '{"languages": ["nl"]}');
    const server = await start();
    const [english, dutch] = await Promise.all([
      transcribeAtOnce(server, recording.samples),
      transcribeAtOnce(server, recording.samples, { language: 'nl-BE' }),
    ]);
    expect(english.messages[0]).toMatchObject({ model: 'zipformer-en-tiny', language: 'en' });
    expect(dutch.messages[0]).toMatchObject({ model: 'other', language: 'nl-BE' });
    // The model is the same one: only what the languages have of their own is different.
    expect(dutch.finals.length).toBeGreaterThan(0);
    const loaded = server.log.filter(({ msg }) => msg === 'worker started').map((line) => line['modelId']);
    expect(new Set(loaded)).toEqual(new Set(['zipformer-en-tiny', 'other']));
  });
});
