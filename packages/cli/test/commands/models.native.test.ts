import { copyFile, mkdir, readdir, truncate } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeTemporaryDirectory, moonshineModel, tellLeftOut } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runSteno } from './run-steno.ts';

const model = await moonshineModel();
if (model === undefined) tellLeftOut('the tests of steno models with a real model', 'the npm registry does not answer');

describe.skipIf(model === undefined)('steno models with a real model', () => {
  it('installs what an earlier download left complete, checks it, finds what is cut off, and removes it', async () => {
    const temporary = await makeTemporaryDirectory();
    onTestFinished(() => temporary.remove());
    const directory = temporary.path;
    const partial = join(directory, '.partial-moonshine-tiny-en');
    await mkdir(partial);
    const { kind: _kind, ...files } = model?.files ?? { kind: 'none' };
    for (const file of Object.values(files)) await copyFile(file, join(partial, basename(file)));
    const run = (...args: readonly string[]): ReturnType<typeof runSteno> =>
      runSteno(['models', ...args, 'moonshine-tiny-en', '--models-dir', directory], {
        npm_config_registry: 'http://127.0.0.1:1/',
        XDG_CACHE_HOME: join(directory, 'cache'),
      });

    const folder = join(directory, 'moonshine-tiny-en');
    expect(await run('pull')).toMatchObject({ exitCode: 0, stdout: `moonshine-tiny-en is installed in ${folder}\n` });
    expect(await run('verify')).toMatchObject({
      exitCode: 0,
      stdout: 'moonshine-tiny-en: 3 files have the size and SHA-256 they should\n',
    });

    const decoder = join(folder, 'decoder_model_merged.onnx');
    await truncate(decoder, 10_000_000);
    const damaged = await run('verify');
    expect(damaged.exitCode).toBe(1);
    expect(damaged.stdout).toMatch(
      new RegExp(`^${decoder} is cut off: it has 10000000 bytes, and its parts need at least 202432\\d\\d`),
    );

    const removed = await run('remove');
    expect(removed.stdout).toBe(`moonshine-tiny-en is removed from ${directory}; 18.4 MB are free again.\n`);
    expect(await readdir(directory)).toEqual([]);
  });
});
