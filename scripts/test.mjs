import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkoutDir, installedProgram } from './lib/checkout.mjs';
import { ensureBuilt } from './lib/ensure-built.mjs';
import { ensureDebianPackages } from './lib/ensure-debian-packages.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { ensureNode } from './lib/ensure-node.mjs';
import { run } from './lib/run.mjs';
import { countTests } from './lib/count-tests.mjs';

/** What the tests use of the system: a browser, audio decoding, a recognizer, certificates, processes, Python clients. */
const debianPackages = [
  'chromium',
  'ffmpeg',
  'libpocketsphinx3',
  'openssl',
  'pocketsphinx-en-us',
  'pocketsphinx-testdata',
  'procps',
  'python3-websocket',
  'python3-websockets',
];

ensureNode();
await ensureInstalled();
const { missing, reason } = await ensureDebianPackages(debianPackages);
await ensureBuilt();

const assets = resolve(checkoutDir, process.env['STENO_TEST_ASSETS'] ?? '../shared');
const reportDir = mkdtempSync(join(tmpdir(), 'steno-test-'));
const report = join(reportDir, 'report.json');
process.once('exit', () => {
  rmSync(reportDir, { recursive: true, force: true });
});

const vitest = installedProgram('vitest/vitest.mjs');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
// vitest colours what it writes to a file as well.
const colour = process.stdout.isTTY ? [] : ['--no-color'];
const { code } = await run(process.execPath, [vitest, 'run', ...reporters, ...colour, ...process.argv.slice(2)], {
  env: { ...process.env, STENO_TEST_ASSETS: assets },
  isVisible: true,
});

const { passed, failed: failedTests, skipped } = countTests(report);
// A fault outside any test, or a runner that ended early, is a failure too.
const failed = failedTests === 0 && passed + skipped > 0 && code !== 0 ? 1 : failedTests;
if (failed > failedTests) console.error(`\nNo test failed, yet the runner ended with ${String(code)}; see above.`);
if (passed + failed + skipped === 0) console.error('\nNo test ran.');
console.log('');
if (missing.length > 0) console.log(`Left out: the tests that need ${missing.join(', ')} (${reason}).`);
if (!existsSync(assets)) {
  console.log(`Left out: the tests over more models and recordings (STENO_TEST_ASSETS: there is no ${assets}).`);
}
console.log(`${String(passed)} passed, ${String(failed)} failed${skippedWords(skipped)}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/**
 * @param {number} skipped
 * @returns {string}
 */
function skippedWords(skipped) {
  return skipped > 0 ? `, ${String(skipped)} skipped` : '';
}
