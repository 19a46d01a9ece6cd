import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { InstalledModel } from '@steno/recognition';
import { parseConfiguration } from '@steno/server';
import { makeTemporaryDirectory, moonshineModel, tellLeftOut } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemModel } from '../../src/recognizer/find-recognizer.ts';
import { prepareRecognizer } from '../../src/start/prepare-recognizer.ts';
import { Screen } from '../../src/terminal/screen.ts';
import { Steps } from '../../src/terminal/steps.ts';
import { MemoryStream } from '../terminal/memory-stream.ts';

const system = systemModel();
const moonshine = await moonshineModel();
if (system === undefined) tellLeftOut('the tests of what npm start falls back on', 'PocketSphinx is not installed');
if (moonshine === undefined) tellLeftOut('the test of a second model', 'the npm registry does not answer');

interface Prepared {
  readonly models: readonly InstalledModel[];
  readonly said: string;
}

/** Prepares a recognizer where no host answers, with those files of an unfinished download in the cache. */
async function prepare(files: readonly string[]): Promise<Prepared> {
  const temporary = await makeTemporaryDirectory();
  onTestFinished(() => temporary.remove());
  const partial = join(temporary.path, 'steno', 'models', '.partial-moonshine-tiny-en');
  await mkdir(partial, { recursive: true });
  for (const file of files) await copyFile(file, join(partial, basename(file)));
  const environment = {
    XDG_CACHE_HOME: temporary.path,
    STENO_MODELS_URL: 'http://127.0.0.1:1/',
    npm_config_registry: 'http://127.0.0.1:1/',
  };
  const stream = new MemoryStream({ isTTY: false });
  const screen = new Screen(stream, environment);
  const { signal } = new AbortController();
  const context = {
    environment,
    stdin: process.stdin,
    out: screen,
    err: screen,
    signal,
    hurry: signal,
    onHangUp: () => undefined,
    expectInterrupt: () => undefined,
  };
  const models = await prepareRecognizer(parseConfiguration({ flags: {}, environment }), new Steps(screen), context);
  return { models, said: stream.written };
}

describe.skipIf(system === undefined)('a start where no model host answers', () => {
  it.skipIf(moonshine === undefined)('takes PocketSphinx, and a second model from the npm registry', async () => {
    const { kind: _kind, ...files } = moonshine?.files ?? { kind: 'none' };
    const { models, said } = await prepare(Object.values(files));
    expect(models.map(({ modelId }) => modelId)).toEqual(['pocketsphinx-en-us', 'moonshine-tiny-en']);
    expect(said).toContain('moonshine-tiny-en, for the finals of sessions with type=quality');
  });

  it('takes PocketSphinx alone where the npm registry does not answer either, and says so in a line', async () => {
    const { models, said } = await prepare([]);
    expect(models.map(({ modelId }) => modelId)).toEqual(['pocketsphinx-en-us']);
    expect(said).toMatch(
      /^ {2}! Second pass {3}Cannot reach 127\.0\.0\.1:1: .*set npm_config_registry to an npm registry/m,
    );
  });
});
