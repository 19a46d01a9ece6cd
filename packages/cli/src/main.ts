import { type Command, CommanderError } from 'commander';
import { createProgram, isHelp, whichCommand } from './program.ts';
import { Screen } from './terminal/screen.ts';

/** One code for every failure: what went wrong is said in words. */
const failureCode = 1;
/** 128 + 2, the shells' code for an end by SIGINT; a service that is told to end and does has not failed. */
const codeOfSignal = { SIGINT: 130, SIGTERM: 0 } as const;
/** Chosen: what is still open after that, such as a socket waiting for a dead peer, is left to the system. */
const lingerMs = 2_000;

process.exitCode = await main();
setTimeout(() => process.exit(), lingerMs).unref();

async function main(): Promise<number> {
  const ending = new AbortController();
  const hurrying = new AbortController();
  let signalCode: number | undefined;
  const interrupt = { isExpected: false };
  const onSignal = (signal: 'SIGINT' | 'SIGTERM'): void => {
    // The third time there is nothing to wait for.
    if (hurrying.signal.aborted) process.exit(codeOfSignal[signal]);
    signalCode = codeOfSignal[signal];
    if (ending.signal.aborted) hurrying.abort(signal);
    else ending.abort(signal);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // Whoever read the output has enough, like `head`: nothing is left to do and nothing went wrong.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  const err = new Screen(process.stderr, process.env);
  const out = new Screen(process.stdout, process.env);
  const context = {
    environment: process.env,
    stdin: process.stdin,
    out,
    err,
    signal: ending.signal,
    hurry: hurrying.signal,
    // From a terminal the signal says that the terminal is gone, and the process ends with it.
    onHangUp: (listener: () => void) => {
      if (!process.stdin.isTTY) process.on('SIGHUP', listener);
    },
    expectInterrupt: () => {
      interrupt.isExpected = true;
    },
  };
  const program = createProgram(context);
  try {
    await program.parseAsync(process.argv);
    return interrupt.isExpected ? 0 : (signalCode ?? 0);
  } catch (error) {
    out.live([]);
    if (signalCode !== undefined) return signalCode;
    if (isHelp(error)) return 0;
    err.line(`steno: ${sentence(error, program)}`);
    return failureCode;
  }
}

function sentence(error: unknown, program: Command): string {
  if (error instanceof CommanderError) {
    if (error.code === 'commander.help') return whichCommand(program, process.argv.slice(2));
    return `${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}; --help says more.`;
  }
  return error instanceof Error ? error.message : String(error);
}
