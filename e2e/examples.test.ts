import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryDirectory, tellLeftOut, testAssets, wordErrors } from '@steno/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { smallModelFlags } from './support/recognizer.ts';
import { runExample, type RunningExample } from './support/run-example.ts';
import { startSteno, type StenoProcess } from './support/steno-process.ts';

const assets = testAssets();
if (assets === undefined) tellLeftOut('the examples', 'STENO_TEST_ASSETS has no models and recordings');
const reference =
  'and so my fellow americans ask not what your country can do for you ask what you can do for your country';

/** The share of words that the small model may get wrong. */
function expectWords(text: string): void {
  const { errors, referenceWords } = wordErrors(reference, text);
  expect(errors / referenceWords).toBeLessThan(0.3);
}

async function temporaryPath(): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}

describe.runIf(assets !== undefined)('an example', () => {
  const jfk = join(assets?.recordingsDir ?? '', 'jfk.flac');
  let steno: StenoProcess;

  beforeAll(async () => {
    steno = await startSteno(smallModelFlags(assets?.modelsDir ?? ''));
  });

  afterAll(() => steno.stop());

  function start(name: string, args: readonly string[], environment: Readonly<Record<string, string>>): RunningExample {
    const example = runExample(name, args, { STENO_URL: steno.url, STENO_KEY: steno.key, PORT: '0', ...environment });
    onTestFinished(() => {
      example.kill();
    });
    return example;
  }

  it('prints the text of a file and writes its subtitles', async () => {
    const path = join(await temporaryPath(), 'jfk.flac');
    await copyFile(jfk, path);
    const example = start('node-file.mjs', [path], {});
    expect(await example.exited).toBe(0);
    expect(example.said.err).toBe('');
    expectWords(example.said.out);
    expect(await readFile(`${path}.srt`, 'utf8')).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:\d\d,\d{3}\n/);
  });

  it('shows what a microphone hears, and ends at Ctrl+C with the last words', async () => {
    const bin = await temporaryPath();
    // A microphone that speaks once and then is silent for as long as it is recorded.
    const script = `#!/bin/sh\n/usr/bin/ffmpeg -v quiet -re -i "${jfk}" -f s16le -ac 1 -ar 16000 -\nexec /usr/bin/ffmpeg -v quiet -re -f lavfi -i anullsrc=r=16000:cl=mono -f s16le -\n`;
    await writeFile(join(bin, 'arecord'), script, { mode: 0o755 });
    const example = start('node-microphone.mjs', [], { PATH: bin });
    await example.prints(/country[^]*country\./i);
    example.signal('SIGINT');
    expect(await example.exited).toBe(0);
    expect(example.said.err).toMatch(/^Listening by arecord; Ctrl\+C ends\.\n/);
    expectWords(example.said.out);
  });

  it('gives out tokens that open a session and nothing else', async () => {
    const example = start('token-server.mjs', [], {});
    const [url] = await example.prints(/^http:\S+/m);
    const answer = await fetch(new URL('/token', url), { method: 'POST' });
    const { token } = (await answer.json()) as { readonly token: string };
    const records = await fetch(`${steno.url.replace(/^ws/, 'http')}/v2/sessions`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(records.status).toBe(403);
    const session = await steno.connect({ key: token, query: { language: 'en-US' } });
    session.close();
    expect(await session.end()).toMatchObject({ code: 1000 });
    expect(example.said.out + (await (await fetch(url)).text())).not.toContain(steno.key);
  });
});
