import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConsoleFilesError, readConsoleFiles } from '../../src/console/console-files.ts';
import { makeConsole, makeFolder, script } from './console-folder.ts';

describe('the files of the console', () => {
  it('are read with their compressed forms, the smallest first', async () => {
    const files = await readConsoleFiles(await makeConsole());
    expect([...files.keys()].sort()).toEqual(['/assets/main-1a2b.js', '/icon.svg', '/index.html']);
    const file = files.get('/assets/main-1a2b.js');
    expect(file?.contentType).toBe('text/javascript; charset=utf-8');
    expect(file?.variants.map(({ encoding }) => encoding)).toEqual(['br', 'gzip', 'identity']);
    expect(Buffer.from(file?.variants[2]?.bytes ?? []).toString()).toBe(script);
    expect(new Set(file?.variants.map(({ etag }) => etag)).size).toBe(3);
  });

  it('are none of another kind, none that is hidden and no link', async () => {
    const outside = await makeFolder({ 'secret.txt': 'a key' });
    const directory = await makeConsole({ 'main.js.map': '{}', '.env.txt': 'KEY=1', '.git/config.txt': 'x' });
    await symlink(join(outside, 'secret.txt'), join(directory, 'secret.txt'));
    await symlink(outside, join(directory, 'outside'));
    const files = await readConsoleFiles(directory);
    expect([...files.keys()].sort()).toEqual(['/assets/main-1a2b.js', '/icon.svg', '/index.html']);
  });

  it.each([
    ['a folder that is missing', () => Promise.resolve('/nowhere/console')],
    ['a folder without a page', () => makeFolder({ 'assets/main.js': '' })],
    ['a path that is longer than any build makes', () => makeConsole({ 'a/b/c/d/e/main.js': '' })],
    [
      'more files than a console has',
      () => makeConsole(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`assets/${index}.js`, '']))),
    ],
    [
      'more than a console weighs',
      async () => {
        const directory = await makeConsole();
        await writeFile(join(directory, 'huge.js'), '');
        await truncate(join(directory, 'huge.js'), 33 * 1024 * 1024);
        return directory;
      },
    ],
  ])('are not read from %s', async (_what, makeDirectory) => {
    await expect(readConsoleFiles(await makeDirectory())).rejects.toThrow(ConsoleFilesError);
  });
});
