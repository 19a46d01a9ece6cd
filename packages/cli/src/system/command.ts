import { type ChildProcess, spawn } from 'node:child_process';

/** What a program is started with. */
export interface ProgramOptions {
  /** Added to the environment of this process. Default: nothing. */
  readonly environment?: Readonly<Record<string, string>>;
  /** After this many ms the program is killed; integer, > 0. */
  readonly timeoutMs: number;
  /** Kills the program. */
  readonly signal?: AbortSignal | undefined;
}

/** How a program ended. */
export interface ProgramResult {
  /** Its exit code; undefined when it could not be started or a signal ended it. */
  readonly exitCode: number | undefined;
  /** The end of what it wrote to standard output and standard error, each at most 8 KiB. */
  readonly stdout: string;
  readonly stderr: string;
}

/** A program whose standard output is read while it runs. */
export interface RunningProgram {
  /** Standard output; the program waits while nobody reads. */
  readonly stdout: AsyncIterable<Uint8Array>;
  /** How it ended; never rejects. Its `stdout` is empty. */
  readonly finished: Promise<ProgramResult>;
  /** Kills it. Idempotent. */
  kill(): void;
}

const maxTailLength = 32_768;

/** Runs a program to its end. Never rejects: a program that cannot be started has no exit code. */
export async function runProgram(
  name: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const child = start(name, args, options);
  const stdout = new Tail();
  child.stdout?.on('data', (part: Buffer) => {
    stdout.add(part);
  });
  return { ...(await finish(child, options)), stdout: stdout.text };
}

/** Starts a program and gives its standard output as it comes. */
export function readProgram(name: string, args: readonly string[], options: ProgramOptions): RunningProgram {
  const child = start(name, args, options);
  return {
    stdout: readAll(child),
    finished: finish(child, options),
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

function start(name: string, args: readonly string[], options: ProgramOptions): ChildProcess {
  return spawn(name, args, {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function* readAll(child: ChildProcess): AsyncGenerator<Uint8Array> {
  if (child.stdout === null) return;
  try {
    for await (const part of child.stdout as AsyncIterable<Buffer>) yield part;
  } catch (error) {
    // A program that is killed or could not be started breaks its pipe; how it ended says more.
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) throw error;
  }
}

function finish(child: ChildProcess, options: ProgramOptions): Promise<ProgramResult> {
  const stderr = new Tail();
  child.stderr?.on('data', (part: Buffer) => {
    stderr.add(part);
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const timer = setTimeout(kill, options.timeoutMs);
  options.signal?.addEventListener('abort', kill, { once: true });
  return new Promise((resolve) => {
    const settle = (exitCode: number | undefined, more: string): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', kill);
      resolve({ exitCode, stdout: '', stderr: stderr.text + more });
    };
    child.once('error', (error) => {
      settle(undefined, error.message);
    });
    child.once('close', (code) => {
      settle(code ?? undefined, '');
    });
  });
}

/** Keeps the end of a text that may be long. */
class Tail {
  #text = '';

  get text(): string {
    return this.#text;
  }

  add(part: Buffer): void {
    this.#text = (this.#text + part.toString('utf8')).slice(-maxTailLength);
  }
}
