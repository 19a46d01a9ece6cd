import { bundleBrowser } from './bundle-browser.mjs';
import { installedProgram } from './checkout.mjs';
import { withProgress } from './progress.mjs';
import { run } from './run.mjs';

const deadlineMs = 10 * 60_000;

/**
 * Brings the compiled packages and the bundles for browsers up to date. Ends the process with the compiler's words when
 * that fails.
 *
 * @param {readonly string[]} [projects] - folders with a tsconfig.json, below the checkout; all packages by default
 * @returns {Promise<void>}
 */
export async function ensureBuilt(projects = ['.']) {
  const tsc = installedProgram('typescript/bin/tsc');
  const { code, output } = await withProgress('Building', async () => {
    const compiled = await run(process.execPath, [tsc, '-b', ...projects], { deadlineMs });
    return compiled.code === 0 && projects.includes('.') ? bundleBrowser() : compiled;
  });
  if (code === 0) return;
  console.error(output.trim());
  console.error('\nThe build failed.');
  process.exit(1);
}
