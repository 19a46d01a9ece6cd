import { buildConsole } from './build-console.mjs';
import { bundleBrowser } from './bundle-browser.mjs';
import { installedProgram } from './checkout.mjs';
import { withProgress } from './progress.mjs';
import { run } from './run.mjs';

const deadlineMs = 10 * 60_000;

/**
 * Brings the compiled packages, the bundles for browsers and the console up to date. Ends the process with the compiler's words when
 * that fails.
 *
 * @param {readonly string[]} [projects] - folders with a tsconfig.json, below the checkout; all packages by default
 * @returns {Promise<void>}
 */
export async function ensureBuilt(projects = ['.']) {
  const tsc = installedProgram('typescript/bin/tsc');
  const { code, output } = await withProgress('Building', async () => {
    const compiled = await run(process.execPath, [tsc, '-b', ...projects], { deadlineMs });
    if (compiled.code !== 0 || !projects.includes('.')) return compiled;
    const bundled = await bundleBrowser();
    return bundled.code === 0 ? buildConsole() : bundled;
  });
  if (code === 0) return;
  console.error(output.trim());
  console.error('\nThe build failed.');
  process.exit(1);
}
