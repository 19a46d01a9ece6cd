import { readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { downloadModel } from '../../src/models/download.ts';
import { takeDownloadLock } from '../../src/models/download-lock.ts';
import { removeModel } from '../../src/models/remove.ts';
import { verifyModel } from '../../src/models/verify.ts';
import { serveContent, startLoopbackServer } from './loopback-server.ts';
import { temporaryFolder, transducer, writeFiles } from './temporary-folder.ts';
import { contentOf, entryAt, into, totalBytes } from './test-model.ts';

const { signal } = new AbortController();

/** Installs the test model. */
async function install(): Promise<{ readonly directory: string; readonly folder: string }> {
  const directory = await temporaryFolder();
  const server = await startLoopbackServer((request, response) => {
    serveContent(request, response, contentOf(request));
  });
  await downloadModel(entryAt(`${server.url}/`), into(directory));
  return { directory, folder: path.join(directory, 'test-de') };
}

describe('the check of a model', () => {
  test('finds nothing wrong with one that was just installed', async () => {
    const { folder } = await install();
    expect(await verifyModel(folder, signal)).toEqual({ faults: [], comparedFiles: 4 });
  });

  test('finds one byte that is wrong, where no look at the structure does', async () => {
    const { folder } = await install();
    const file = path.join(folder, 'encoder.int8.onnx');
    const content = await readFile(file);
    content[1_000] = 0;
    await writeFile(file, content);
    const { faults } = await verifyModel(folder, signal);
    expect(faults).toEqual([`${file} has another SHA-256 than it should; remove the model and pull it again.`]);
  });

  test('has one sentence for each file that is wrong', async () => {
    const { folder } = await install();
    await writeFile(path.join(folder, 'decoder.onnx'), '<html>');
    await rm(path.join(folder, 'tokens.txt'));
    const { faults } = await verifyModel(folder, signal);
    expect(faults.map((fault) => fault.split(' ', 1)[0])).toEqual([
      path.join(folder, 'decoder.onnx'),
      path.join(folder, 'tokens.txt'),
    ]);
  });

  test('looks at the structure alone where no size and SHA-256 is known', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, transducer('mine-de'));
    const folder = path.join(directory, 'mine-de');
    expect(await verifyModel(folder, signal)).toEqual({ faults: [], comparedFiles: 0 });
    await writeFile(path.join(folder, 'joiner.int8.onnx'), '');
    expect((await verifyModel(folder, signal)).faults).toEqual([
      `${path.join(folder, 'joiner.int8.onnx')} is empty; download it again.`,
    ]);
  });

  test('takes what the catalogue says where the folder says nothing', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, transducer('kroko-de'));
    const { faults, comparedFiles } = await verifyModel(path.join(directory, 'kroko-de'), signal);
    expect(comparedFiles).toBe(4);
    expect(faults).toContainEqual(expect.stringContaining('tokens.txt has 12 bytes instead of '));
  });
});

describe('the removal of a model', () => {
  test('takes its folder away and tells the bytes that are free again', async () => {
    const { directory, folder } = await install();
    const description = (await readFile(path.join(folder, 'model.json'))).length;
    expect(await removeModel(directory, 'test-de')).toBe(totalBytes + description);
    expect(await readdir(directory)).toEqual([]);
  });

  test('takes away what an unfinished download left', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, { '.partial-test-de/encoder.onnx': '12345', 'other/file': '' });
    expect(await removeModel(directory, 'test-de')).toBe(5);
    expect(await readdir(directory)).toEqual(['other']);
  });

  test('leaves a folder alone that holds no model', async () => {
    const directory = await temporaryFolder();
    await writeFiles(directory, { 'letters/mother.txt': 'Dear' });
    expect(await removeModel(directory, 'letters')).toBeUndefined();
    expect(await readdir(path.join(directory, 'letters'))).toEqual(['mother.txt']);
  });

  test('finds nothing where nothing is', async () => {
    expect(await removeModel(await temporaryFolder(), 'test-de')).toBeUndefined();
  });

  test('of a link leaves what it leads to', async () => {
    const [elsewhere, directory] = [await temporaryFolder(), await temporaryFolder()];
    await writeFiles(elsewhere, transducer('mine'));
    await symlink(path.join(elsewhere, 'mine'), path.join(directory, 'test-de'));
    expect(await removeModel(directory, 'test-de')).toBe(0);
    expect(await readdir(directory)).toEqual([]);
    expect((await readdir(path.join(elsewhere, 'mine'))).length).toBe(4);
  });

  test('is refused while the model is being downloaded', async () => {
    const { directory } = await install();
    const lock = await takeDownloadLock(path.join(directory, '.partial-test-de.lock'));
    await expect(removeModel(directory, 'test-de')).rejects.toMatchObject({ code: 'busy' });
    await lock?.release();
  });

  test.each(['../elsewhere', '.', '..', '', 'a/b'])('is refused for %j, which is no folder of a model', async (id) => {
    await expect(removeModel(await temporaryFolder(), id)).rejects.toThrow(TypeError);
  });
});
