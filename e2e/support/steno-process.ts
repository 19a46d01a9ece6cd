import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  connect,
  makeTemporaryDirectory,
  type TestClient,
  type TestClientOptions,
  until,
  within,
} from '@steno/testkit';

const program = fileURLToPath(new URL('../../packages/cli/bin/steno.mjs', import.meta.url));
/** Loading a model on a busy machine. */
const startTimeoutMs = 60_000;

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
  /** Sends SIGTERM, waits, and removes the data directory; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts a server with an API key, and waits until it listens.
 *
 * @param flags - of `steno serve`, beside host, port and data directory.
 */
export async function startSteno(flags: readonly string[]): Promise<StenoProcess> {
  const directory = await makeTemporaryDirectory();
  // Neither the models nor the settings of whoever runs the tests.
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('STENO_'));
  const options = { cwd: directory.path, env: { ...Object.fromEntries(kept), HOME: directory.path } };
  const dataDir = ['--data-dir', directory.path];
  const created = await promisify(execFile)(
    process.execPath,
    [program, 'keys', 'create', '--name', 'e2e', ...dataDir],
    options,
  );
  const key = created.stdout.trim().split('\n').at(-1) ?? '';
  const child = spawn(
    process.execPath,
    [program, 'serve', '--host', '127.0.0.1', '--port', '0', '--drain-timeout-ms', '500', ...dataDir, ...flags],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  );
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
    stop: async () => {
      if (isRunning()) child.kill('SIGTERM');
      const code = await within(exited, 'the end of the server', 15_000);
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
