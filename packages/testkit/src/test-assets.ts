import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Models and recordings for tests, outside the checkout. */
export interface TestAssets {
  /** A directory with the models `zipformer-en-tiny` and `aborts-on-decode`. */
  readonly modelsDir: string;
  /** A directory with FLAC recordings and their `manifest.tsv`. */
  readonly recordingsDir: string;
}

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Finds the models and recordings: in the directory of the environment variable `STENO_TEST_ASSETS`,
 * else in `shared` beside the checkout.
 *
 * @returns undefined when they are not there.
 */
export function testAssets(): TestAssets | undefined {
  const root = resolve(process.env['STENO_TEST_ASSETS'] ?? join(checkout, '../shared'));
  const found = { modelsDir: join(root, 'models'), recordingsDir: join(root, 'audio/dev') };
  const isThere =
    existsSync(join(found.modelsDir, 'zipformer-en-tiny')) && existsSync(join(found.recordingsDir, 'manifest.tsv'));
  return isThere ? found : undefined;
}

/**
 * Finds Debian's recordings for PocketSphinx.
 *
 * @returns their directory; undefined when the package is not installed.
 */
export function debianRecordings(): string | undefined {
  const directory = '/usr/share/pocketsphinx/test/data';
  return existsSync(join(directory, 'goforward.raw')) ? directory : undefined;
}

/**
 * Says in one line what a test file leaves out.
 *
 * @param what - the tests, for example `the tests with real speech`.
 * @param why - what is not there.
 */
export function tellLeftOut(what: string, why: string): void {
  process.stderr.write(`Left out: ${what} (${why}).\n`);
}
