import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryDirectory } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readManifest } from '../../src/load/manifest.ts';

async function directoryWith(name: string, text: string): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  await writeFile(join(directory.path, name), text);
  return directory.path;
}

describe('a manifest of recordings', () => {
  it('says what is said in which file, whatever other columns it has', async () => {
    const text =
      'file\tspeaker\tlanguage\treference\r\na.wav\tAda\ten-US\thello there\r\nb.wav\tBob\tde\tguten Tag\r\n';
    const directory = await directoryWith('manifest.tsv', text);
    expect(await readManifest(undefined, directory)).toEqual(
      new Map([
        ['a.wav', { text: 'hello there', language: 'en-US' }],
        ['b.wav', { text: 'guten Tag', language: 'de' }],
      ]),
    );
  });

  it('need not be there unless it was named', async () => {
    const directory = await directoryWith('a.wav', '');
    expect(await readManifest(undefined, directory)).toBeUndefined();
    await expect(readManifest(join(directory, 'm.tsv'), directory)).rejects.toThrow('m.tsv cannot be read (ENOENT)');
  });

  it('must name its columns', async () => {
    const directory = await directoryWith('manifest.tsv', 'a.wav\thello there\n');
    await expect(readManifest(undefined, directory)).rejects.toThrow('must name its tab-separated columns');
  });
});
