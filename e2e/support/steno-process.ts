import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  connect,
  makeTemporaryDirectory,
  type TemporaryDirectory,
  type TestClient,
  type TestClientOptions,
  until,
  within,
} from '@steno/testkit';
import { onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../../packages/cli/bin/steno.mjs', import.meta.url));
/** Loading a model on a busy machine. */
const startTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;
/** A machine that tests keep busy measures that it can take little. */
const unlimited = ['--admission-load-ratio', '0'];

/** A line of the server's log. */
export interface LogLine {
  readonly msg: string;
  readonly [fact: string]: unknown;
}

/** `steno serve` as a process of its own. */
export interface StenoProcess {
  readonly url: string;
  /** A usable API key. */
  readonly key: string;
  readonly pid: number;
  /** Lines of the log so far. */
  readonly log: readonly LogLine[];
  /** False once the process has ended. */
  readonly isRunning: boolean;
  /** Connects with the key, and waits for `listening`. */
  connect(options?: Partial<TestClientOptions>): Promise<TestClient>;
  /** Waits until the log has that many lines with the message. */
  logged(msg: string, count?: number): Promise<LogLine>;
  /** Sends a signal; the process may go on. */
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code once the process has ended; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Waits for the end of the process, then starts it again on the same data and with the same key. */
  restart(): Promise<StenoProcess>;
  /** Runs another command of `steno` on the same data directory; resolves with its standard output. */
  run(...args: readonly string[]): Promise<string>;
  /** The answer to a GET of its HTTP API, with the key. */
  get(path: string): Promise<Response>;
  /** Sends SIGTERM, waits, and removes the data directory; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts a server with an API key, and waits until it listens. Sessions that go on at its end get half a second
 * to finish unless the flags say otherwise.
 *
 * @param flags - of `steno serve`, beside host, port and data directory.
 */
export async function startSteno(flags: readonly string[]): Promise<StenoProcess> {
  const directory = await makeTemporaryDirectory();
  const created = await runSteno(directory, ['keys', 'create', '--name', 'e2e', '--data-dir', directory.path]);
  const key = created.trim().split('\n').at(-1) ?? '';
  return startOn(directory, key, flags);
}

/** Stops a server at the end of the test, however that ends; a restarted one is another. */
export function stopAtEnd(server: StenoProcess): StenoProcess {
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
}

/** Runs a command of `steno` in a directory, without any settings but its flags; resolves with its standard output. */
export async function runSteno({ path }: TemporaryDirectory, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], inside(path));
  return stdout;
}

/** Neither the models nor the settings of whoever runs the tests. */
function inside(path: string): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('STENO_'));
  return { cwd: path, env: { ...Object.fromEntries(kept), HOME: path } };
}

async function startOn(directory: TemporaryDirectory, key: string, flags: readonly string[]): Promise<StenoProcess> {
  const { path } = directory;
  const own = ['--host', '127.0.0.1', '--port', '0', '--data-dir', path, '--drain-timeout-ms', '500', ...unlimited];
  const child = spawn(process.execPath, [program, 'serve', ...own, ...flags], {
    ...inside(path),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log = followLog(child);
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const logged = async (msg: string, count = 1): Promise<LogLine> => {
    const found = (): LogLine | undefined => log.filter((line) => line.msg === msg)[count - 1];
    await until(() => found() !== undefined || !isRunning(), `the log line "${msg}"`, startTimeoutMs);
    const line = found();
    if (line === undefined) throw new Error(`the server ended: ${JSON.stringify(log.at(-1))}`);
    return line;
  };
  const url = String((await logged('server listening'))['url']);
  return {
    url,
    key,
    pid: child.pid ?? 0,
    log,
    get isRunning() {
      return isRunning();
    },
    connect: (given) => connect({ url, key, ...given }),
    logged,
    signal: (name) => void child.kill(name),
    exited,
    restart: async () => {
      await within(exited, 'the end of the server', stopTimeoutMs);
      return startOn(directory, key, flags);
    },
    run: (...args) => runSteno(directory, [...args, '--data-dir', path]),
    get: (target) => fetch(url.replace(/^ws/, 'http') + target, { headers: { authorization: `Bearer ${key}` } }),
    stop: async () => {
      if (isRunning()) child.kill('SIGTERM');
      const code = await within(exited, 'the end of the server', stopTimeoutMs);
      await directory.remove();
      return code;
    },
  };
}

function followLog(child: ChildProcess): LogLine[] {
  const lines: LogLine[] = [];
  let rest = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) lines.push(parseLine(part));
  });
  return lines;
}

/** What is no line of the log, such as a message for the operator, is kept as it is. */
function parseLine(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { msg: text };
  }
}
