import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { EngineName } from '@steno/recognition';
import { openKeyStore } from '@steno/server';
import { BenchError } from '../bench-error.ts';
import type { BenchOptions } from '../bench-options.ts';
import { pause } from '../processes/pause.ts';
import type { ServerAddress } from '../server/server-program.ts';
import { LineReader } from './line-reader.ts';

const program = fileURLToPath(new URL('../../../packages/cli/bin/steno.mjs', import.meta.url));
const heapProbe = fileURLToPath(new URL('./heap-probe-program.js', import.meta.url));
/** Loading models on a busy machine. */
const startTimeoutMs = 60_000;
const endTimeoutMs = 20_000;

/** A line of the server's log. */
export interface LogLine {
  /** When it was read, on the clock of `performance.now()`. */
  readonly atMs: number;
  readonly msg: string;
  readonly [fact: string]: unknown;
}

/** What `steno serve` is started with. */
export interface StenoServerOptions {
  /** Flags beside port, data directory, engine and model. */
  readonly flags: readonly string[];
  /** The address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Folders of models, or directories of such, absolute; default that of the benchmark's model. */
  readonly modelDirs?: readonly string[];
  /** Default `sherpa`; `auto` takes PocketSphinx of the system where no model gives live text. */
  readonly engine?: 'auto' | EngineName;
  /** Workers that hear streams; integer, >= 1; default 2. */
  readonly workers?: number;
}

/** `steno serve` as its users run it: a process of its own, with its workers and its records on disk. */
export class StenoServer implements ServerAddress {
  readonly key: string;
  /** Lines of the log of all processes so far, oldest first. */
  readonly log: LogLine[] = [];
  readonly #args: readonly string[];
  readonly #dataDir: string;
  readonly #workers: number;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #firstLine = 0;
  #heapBytes = NaN;
  #url = '';

  /** For {@link StenoServer.start}. */
  constructor(parts: {
    readonly args: readonly string[];
    readonly dataDir: string;
    readonly key: string;
    readonly workers: number;
  }) {
    this.#args = parts.args;
    this.#workers = parts.workers;
    this.#dataDir = parts.dataDir;
    this.key = parts.key;
  }

  /**
   * Starts a server with a data directory and a key of its own, and waits until all workers have started.
   *
   * @throws rejects with BenchError `child_failed`.
   */
  static async start(bench: BenchOptions, options: StenoServerOptions): Promise<StenoServer> {
    const { flags, host = '127.0.0.1', engine = 'sherpa', workers = workerCount } = options;
    const dataDir = await mkdtemp(path.join(tmpdir(), 'steno-bench-'));
    const { key } = await openKeyStore(dataDir).create({ name: 'bench', expiresInDays: 1 });
    const modelDirs = options.modelDirs ?? [path.join(bench.assetsDir, 'models', bench.modelId)];
    const own = [
      '--host',
      host,
      '--port',
      '0',
      '--data-dir',
      dataDir,
      '--engine',
      engine,
      '--workers',
      String(workers),
      // What is measured is what the server does with what it is given.
      '--admission-load-ratio',
      '0',
    ];
    const args = [...own, '--models-dir', modelDirs.join(path.delimiter), ...flags];
    const server = new StenoServer({ args, dataDir, key, workers });
    try {
      await server.#spawn();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** `ws://host:port`; another one after a restart. */
  get url(): string {
    return this.#url;
  }

  /** The server's own process. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Its worker processes that live. */
  get workerPids(): readonly number[] {
    const lines = this.log.slice(this.#firstLine);
    const died = new Set(lines.filter(({ msg }) => msg === 'worker died').map((line) => line['pid']));
    return lines
      .filter((line) => line.msg === 'worker started' && !died.has(line['pid']))
      .map((line) => Number(line['pid']));
  }

  /** `heapUsed` of the server's own process, not older than two seconds; NaN before the first is told. */
  get heapBytes(): number {
    return this.#heapBytes;
  }

  /**
   * Waits for a line of the log.
   *
   * @param isWanted - lines that were logged before count.
   * @throws rejects with BenchError `no_answer` when it does not come in time or the server ends.
   */
  async logged(isWanted: (line: LogLine) => boolean, timeoutMs: number): Promise<LogLine> {
    const deadlineMs = performance.now() + timeoutMs;
    while (performance.now() < deadlineMs) {
      await pause(5);
      const line = this.log.slice(this.#firstLine).find(isWanted);
      if (line !== undefined) return line;
      if (!this.#isRunning) break;
    }
    throw new BenchError('no_answer', `The server did not log what was due. Last: ${JSON.stringify(this.log.at(-1))}`);
  }

  /** The answer to a GET of the HTTP API, with the key. */
  async get(target: string): Promise<Response> {
    return await fetch(this.#url.replace(/^ws/, 'http') + target, {
      headers: { authorization: `Bearer ${this.key}` },
      signal: AbortSignal.timeout(endTimeoutMs),
    });
  }

  /** Makes a key of somebody else, with so many sessions at once. */
  async createKey(owner: string, maxSessions: number): Promise<string> {
    const { key } = await openKeyStore(this.#dataDir).create({ name: owner, owner, maxSessions, expiresInDays: 1 });
    return key;
  }

  /** Kills the server with SIGKILL and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }

  /** Starts it again on the same data, after {@link kill}. */
  async restart(): Promise<void> {
    await this.#exited;
    await this.#spawn();
  }

  /** Ends the server and removes its data. Idempotent. */
  async close(): Promise<void> {
    if (this.#isRunning) this.#child?.kill('SIGTERM');
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), endTimeoutMs);
    await this.#exited;
    clearTimeout(timer);
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  get #isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  async #spawn(): Promise<void> {
    // Neither the models nor the settings of whoever runs the benchmark.
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('STENO_'));
    const child = spawn(
      process.execPath,
      ['--import', heapProbe, program, 'serve', ...this.#args, '--drain-timeout-ms', '500'],
      {
        cwd: this.#dataDir,
        env: { ...Object.fromEntries(kept), HOME: this.#dataDir },
        stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    this.#firstLine = this.log.length;
    this.#exited = new Promise((resolve) => {
      child.once('error', () => {
        resolve();
      });
      child.once('close', () => {
        resolve();
      });
    });
    new LineReader((line) => this.log.push({ ...parseLine(line), atMs: performance.now() })).follow(child.stderr);
    // The pipe of the probe is there, as asked for above.
    new LineReader((line) => (this.#heapBytes = Number(line))).follow(child.stdio[3] as Readable);
    this.#url = String((await this.logged(({ msg }) => msg === 'server listening', startTimeoutMs))['url']);
    for (let waitedMs = 0; this.workerPids.length < this.#workers && waitedMs < startTimeoutMs; waitedMs += 20) {
      await pause(20);
    }
  }
}

/** Worker processes of a server here: the cores of a small machine. */
export const workerCount = 2;

/** What is no line of the log, such as a message for the operator, is kept as it is. */
function parseLine(text: string): { readonly msg: string } {
  try {
    // The server under test writes one JSON object a line, with `msg`.
    return JSON.parse(text) as { readonly msg: string };
  } catch {
    return { msg: text };
  }
}
