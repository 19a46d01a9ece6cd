import { type ChildProcess, spawn } from 'node:child_process';

/** What a program is started with. */
export interface ProgramOptions {
  /** Added to the environment of this process. Default: nothing. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** After this many ms the program is killed; integer, > 0. */
  readonly timeoutMs: number;
  /** Kills the program. */
  readonly signal?: AbortSignal | undefined;
}

/** How a program ended. */
export interface ProgramResult {
  /** Its exit code; undefined when it could not be started or a signal ended it. */
  readonly exitCode: number | undefined;
  /** The end of what it wrote to standard output and standard error, each at most 32,768 characters. */
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

/** Starts a program and gives its standard output as it comes; whoever reads says when it has taken too long. */
export function readProgram(
  name: string,
  args: readonly string[],
  options: Partial<ProgramOptions> = {},
): RunningProgram {
  const child = start(name, args, options);
  return {
    stdout: readAll(child),
    finished: finish(child, options),
    kill: () => {
      kill(child);
    },
  };
}

function start(name: string, args: readonly string[], options: Partial<ProgramOptions>): ChildProcess {
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
    if (!child.killed && child.exitCode === null && child.signalCode === null && child.pid !== undefined) throw error;
  }
}

function finish(child: ChildProcess, options: Partial<ProgramOptions>): Promise<ProgramResult> {
  const stderr = new Tail();
  child.stderr?.on('data', (part: Buffer) => {
    stderr.add(part);
  });
  const end = (): void => {
    kill(child);
  };
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(end, options.timeoutMs);
  options.signal?.addEventListener('abort', end, { once: true });
  return new Promise((resolve) => {
    const settle = (exitCode: number | undefined, more: string): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', end);
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

/** Ends a program without waiting for what it has started itself and what may hold its pipes open. */
function kill(child: ChildProcess): void {
  child.kill('SIGKILL');
  child.stdout?.destroy();
  child.stderr?.destroy();
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
