import { installedProgram } from './checkout.mjs';
import { run } from './run.mjs';

const deadlineMs = 60_000;
const folder = 'packages/client/dist/browser';

/**
 * What browsers load as it is, made of the compiled client: the code of the audio thread, which cannot import packages,
 * and the whole client as one module for pages without a bundler.
 */
const bundles = [
  { from: `${folder}/audio/capture-processor.js`, to: `${folder}/steno-worklet.min.js` },
  { from: `${folder}/index.js`, to: `${folder}/steno.min.js` },
];

const options = ['--bundle', '--minify', '--format=esm', '--platform=browser', '--target=es2022', '--sourcemap'];

/**
 * Bundles the client for browsers, from what the compiler left.
 *
 * @returns {Promise<{ code: number, output: string }>} the exit code and the words of the first bundle that failed, or 0
 */
export async function bundleBrowser() {
  const esbuild = installedProgram('esbuild/bin/esbuild');
  const runs = bundles.map(({ from, to }) =>
    run(process.execPath, [esbuild, from, ...options, '--log-level=warning', `--outfile=${to}`], { deadlineMs }),
  );
  const results = await Promise.all(runs);
  return results.find(({ code }) => code !== 0) ?? { code: 0, output: '' };
}
