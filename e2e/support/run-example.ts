import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from '@steno/testkit';

/** A program of the directory `examples` as a process of its own. */
export interface RunningExample {
  /** What it has written so far. */
  readonly said: { readonly out: string; readonly err: string };
  /** Waits until what it has written to standard output matches. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  /** Its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Ends it if it goes on. Idempotent. */
  kill(): void;
}

/** What an example may take on a busy machine. */
const printTimeoutMs = 60_000;

/**
 * Starts an example.
 *
 * @param environment - beside that of this process, without settings of Steno.
 */
export function runExample(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): RunningExample {
  const program = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout?.on('data', (part: Buffer) => (said.out += part.toString()));
  child.stderr?.on('data', (part: Buffer) => (said.err += part.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    said,
    exited,
    signal: (signal) => void child.kill(signal),
    kill: () => void child.kill('SIGKILL'),
    prints: async (pattern) => {
      const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
      await until(() => pattern.test(said.out) || hasEnded(), `${String(pattern)} of ${name}`, printTimeoutMs);
      const found = pattern.exec(said.out);
      if (found === null) throw new Error(`${name} ended: ${said.out}${said.err}`);
      return found;
    },
  };
}
