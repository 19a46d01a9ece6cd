import { join } from 'node:path';
import { checkoutDir, installedProgram } from './lib/checkout.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { ensureNode } from './lib/ensure-node.mjs';
import { ensureLivekit, hasLivekit } from './lib/livekit.mjs';
import { withProgress } from './lib/progress.mjs';
import { run } from './lib/run.mjs';

/** Colours and excerpts, for a reader at a terminal. */
const pretty = process.stderr.isTTY ? ['--pretty'] : [];
const stepDeadlineMs = 10 * 60_000;

ensureNode();
await ensureInstalled();
const livekitProblem = await ensureLivekit();

/**
 * A step is one or more programs, run in order until one fails.
 *
 * @typedef {{ name: string, programs: readonly (readonly string[])[], fix?: readonly (readonly string[])[] }} Step
 */

/**
 * The types come first: the steps after it read the declarations which the build leaves.
 *
 * @type {readonly Step[]}
 */
const steps = [
  {
    name: 'types',
    programs: [
      ['typescript/bin/tsc', '-b', '.', 'bench', ...pretty],
      ['typescript/bin/tsc', '-b', 'tsconfig.tests.json', ...pretty],
      ...(hasLivekit() ? [['typescript/bin/tsc', '-b', 'packages/livekit', 'packages/livekit/test', ...pretty]] : []),
    ],
  },
  {
    name: 'format',
    programs: [['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
    fix: [['prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', '.']],
  },
  {
    name: 'lint',
    programs: [['eslint/bin/eslint.js', '--max-warnings', '0', '.']],
    fix: [['eslint/bin/eslint.js', '--max-warnings', '0', '--fix', '.']],
  },
  {
    name: 'boundaries',
    programs: [
      [
        'dependency-cruiser/bin/dependency-cruise.mjs',
        '--config',
        '.dependency-cruiser.cjs',
        'packages',
        'e2e',
        'bench',
        'examples',
        'scripts',
      ],
    ],
  },
  {
    name: 'dead code',
    programs: [
      ['knip/bin/knip.js', '--no-progress', '--no-config-hints'],
      // It sees the workspaces only.
      ...(hasLivekit()
        ? [['knip/bin/knip.js', '--no-progress', '--no-config-hints', '--directory', 'packages/livekit']]
        : []),
    ],
  },
  { name: 'reference', programs: [['scripts/docs.mjs', '--check']], fix: [['scripts/docs.mjs']] },
];

const usage = `Usage: npm run check [-- [--fix] [STEP...]]
Steps: ${steps.map(({ name }) => name.replace(' ', '-')).join(', ')}; all of them by default.
--fix lets the formatter and the linter repair what they can.`;

const args = process.argv.slice(2);
const wantsFix = args.includes('--fix');
const names = args.filter((arg) => arg !== '--fix').map((arg) => arg.replace('-', ' '));
if (names.some((name) => !steps.some((step) => step.name === name))) {
  console.error(usage);
  process.exit(2);
}

/** @type {{ name: string, output: string } | undefined} */
let firstFailure;
for (const step of steps) {
  if (names.length > 0 && !names.includes(step.name)) continue;
  const began = Date.now();
  const { code, output } = await withProgress(`check: ${step.name}`, () => runStep(step), { isTransient: true });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name.padEnd(12)} ${seconds.padStart(6)} s`);
  if (code !== 0) firstFailure ??= { name: step.name, output };
}

if (livekitProblem !== '') console.log(`Left out: packages/livekit (${livekitProblem}).`);
if (firstFailure !== undefined) {
  console.error(`\n${firstFailure.name}:\n${firstFailure.output.trim()}`);
  process.exit(1);
}

/**
 * @param {Step} step
 * @returns {Promise<import('./lib/run.mjs').RunResult>} the first failure, else the last success
 */
async function runStep(step) {
  let result = { code: 0, output: '' };
  for (const [program = '', ...rest] of wantsFix && step.fix !== undefined ? step.fix : step.programs) {
    const path = program.startsWith('scripts/') ? join(checkoutDir, program) : installedProgram(program);
    result = await run(process.execPath, [path, ...rest], { deadlineMs: stepDeadlineMs });
    if (result.code !== 0) break;
  }
  return result;
}
