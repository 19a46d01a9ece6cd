import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { checkoutDir } from './checkout.mjs';

/** The signals that end a command: the process waits for the child first, so that nothing is left behind. */
const endingSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] - where it runs; the checkout by default
 * @property {NodeJS.ProcessEnv} [env] - the whole environment; this process's own by default
 * @property {number} [deadlineMs] - the child is killed after so long; no deadline by default
 * @property {boolean} [isVisible] - the child has the terminal, and nothing is captured; false by default
 */

/**
 * @typedef {object} RunResult
 * @property {number} code - the exit code, 128 + n after a signal, 127 when the program is not there
 * @property {string} output - stdout and stderr as they came; empty when they were visible
 */

/**
 * Runs a program in the checkout and waits for its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: options.cwd ?? checkoutDir,
    env: options.env ?? process.env,
    stdio: options.isVisible ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout?.on('data', (bytes) => output.push(bytes));
  child.stderr?.on('data', (bytes) => output.push(bytes));

  /** @type {NodeJS.Signals | undefined} */
  let endedBy;
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    endedBy = signal;
    // A terminal sends Ctrl-C to the child as well, and a second one means "at once" to many programs.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of endingSignals) process.on(signal, onSignal);
  const deadline =
    options.deadlineMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.deadlineMs);
  try {
    const code = await new Promise((resolve) => {
      child.once('error', (error) => {
        output.push(Buffer.from(`${command}: ${error.message}\n`));
        resolve(127);
      });
      child.once('close', (exitCode, signal) => {
        resolve(signal === null ? exitCode : exitCodeOf(signal));
      });
    });
    if (endedBy !== undefined) {
      if (process.stderr.isTTY) process.stderr.write('\n');
      process.exit(exitCodeOf(endedBy));
    }
    return { code, output: Buffer.concat(output).toString('utf8') };
  } finally {
    clearTimeout(deadline);
    for (const signal of endingSignals) process.off(signal, onSignal);
  }
}

/**
 * @param {NodeJS.Signals} signal
 * @returns {number} what a shell reports for a program that this signal ended
 */
function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}
