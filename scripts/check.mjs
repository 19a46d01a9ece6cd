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

const chosen = steps.filter(({ name }) => names.length === 0 || names.includes(name));
/** @type {Map<string, string>} */
const failures = new Map();
/** @type {Set<string>} */
const running = new Set();
await withProgress(() => `check: ${[...running].join(', ')}`, checkAll, { isTransient: true });

if (livekitProblem !== '') console.log(`Left out: packages/livekit (${livekitProblem}).`);
const first = chosen.find(({ name }) => failures.has(name));
if (first !== undefined) {
  console.error(`\n${first.name}:\n${(failures.get(first.name) ?? '').trim()}`);
  process.exit(1);
}

/**
 * The types alone, then two steps at a time: the linter takes longer than the others together. Steps that repair write the same
 * files, so they go one by one.
 *
 * @returns {Promise<import('./lib/run.mjs').RunResult>}
 */
async function checkAll() {
  const waiting = [...chosen].sort((one, other) => rankOf(one) - rankOf(other));
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await check(step);
  };
  const types = waiting[0]?.name === 'types' ? waiting.shift() : undefined;
  if (types !== undefined) await check(types);
  await Promise.all(wantsFix ? [lane()] : [lane(), lane()]);
  return { code: 0, output: '' };
}

/**
 * @param {Step} step
 * @returns {number} the place of a step in the order of running; those of one place stay in that of the table
 */
function rankOf({ name }) {
  const place = ['types', 'lint'].indexOf(name);
  return place < 0 ? 2 : place;
}

/** @param {Step} step */
async function check(step) {
  const began = Date.now();
  running.add(step.name);
  const { code, output } = await runStep(step);
  running.delete(step.name);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  // Not behind the spinner.
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name.padEnd(12)} ${seconds.padStart(6)} s`);
  if (code !== 0) failures.set(step.name, output);
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
