import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { RecognitionError, type RecognitionErrorCode } from '../../contract/recognition-host.ts';
import type { StreamSetup, WorkerReady, WorkerSetup } from '../common/worker-setup.ts';
import { WorkerLink, type WorkerStream, type WorkerStreamListener, type WorkerWork } from './worker-link.ts';

/**
 * Makes glibc give memory back: native streams come and go in other sizes and orders, and what is left between them would
 * make a worker grow for hours. Two arenas, because a worker decodes in one thread; fixed limits, because glibc raises them
 * by itself with the largest block it has freed. Other C libraries know none of it.
 */
const frugalAllocator = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };

/**
 * The most that a half of the young generation of V8's heap may take, in MiB. V8 doubles it each time as much has survived in
 * it as it holds, which under a steady load happens sooner or later, up to 16: that was 24 MiB more after a quarter of an
 * hour. The native memory behind typed arrays that waits with them to be collected grows with it. Measured with 10 streams
 * over two minutes of audio: 38.3 s of the processor with 1, 39.1 s without a limit.
 */
const youngHalfMib = 2;

/** How a worker is started. */
export interface WorkerProcessOptions {
  /** What it loads. */
  readonly setup: WorkerSetup;
  /** How long loading the model may take, in ms. */
  readonly startTimeoutMs: number;
  /** How long a worker may leave a question unanswered, in ms. */
  readonly workerTimeoutMs: number;
  /** The engine has decoded something; once. */
  readonly onProven: () => void;
  /** The worker is ended because it did not answer, or told what cannot be; `exited` follows. */
  readonly onBroken: (reason: RecognitionErrorCode, lastError: string) => void;
  /** The program that serves as a worker; default the worker of this package. */
  readonly program?: string;
}

/** How a worker ended. */
export interface WorkerExit {
  /** The exit code; null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last lines native code wrote to standard error, at most 2,000 characters. */
  readonly lastWords: string;
}

const maxLastWords = 2000;
/** How long a worker that was asked to end may take before it is killed, in ms. */
const endTimeoutMs = 2000;

/**
 * One child process with an engine and a model loaded; owned by a pool. It exists from its own
 * "ready" on: dying earlier is a rejection of {@link startWorker}, dying later settles `exited`.
 */
export class WorkerProcess {
  readonly pid: number;
  readonly ready: WorkerReady;
  readonly #child: ChildProcess;
  readonly #link: WorkerLink;
  readonly #exited: Promise<WorkerExit>;
  readonly #breach: () => RecognitionErrorCode;
  #exit: WorkerExit | undefined;

  /** For {@link startWorker}. */
  constructor(parts: {
    readonly child: ChildProcess;
    readonly pid: number;
    readonly link: WorkerLink;
    readonly ready: WorkerReady;
    readonly exited: Promise<WorkerExit>;
    /** Why its link broke; `worker_lost` while it has not, or its pipe is gone. */
    readonly breach: () => RecognitionErrorCode;
  }) {
    this.#child = parts.child;
    this.pid = parts.pid;
    this.#link = parts.link;
    this.ready = parts.ready;
    this.#exited = parts.exited;
    this.#breach = parts.breach;
    void this.#exited.then((exit) => {
      this.#exit = exit;
    });
  }

  /** Streams open now. */
  get streamCount(): number {
    return this.#link.streamCount;
  }

  /** What it has used and done, as of its last heartbeat; undefined before the first. */
  get work(): WorkerWork | undefined {
    return this.#link.work;
  }

  /** True while it could take another stream. */
  get hasRoom(): boolean {
    return !this.#link.isBroken && this.#link.streamCount < this.ready.maxStreams;
  }

  /** True once its engine has decoded something. */
  get isProven(): boolean {
    return this.#link.isProven;
  }

  /** Resolves when the process has ended, for whatever reason. */
  get exited(): Promise<WorkerExit> {
    return this.#exited;
  }

  /** Opens a stream; at its beginning, or where another one began anew. */
  openStream(listener: WorkerStreamListener, setup: StreamSetup): WorkerStream {
    return this.#link.openStream(listener, setup);
  }

  /** Tells all open streams that the worker is lost; for the pool, once the process has ended. */
  loseStreams(): void {
    const breach = this.#breach();
    const isKilled = breach === 'worker_lost' && this.#exit?.signal === 'SIGKILL';
    this.#link.loseStreams(isKilled ? 'worker_killed' : breach);
  }

  /** Ends the process; resolves when it is gone. Idempotent. */
  async close(): Promise<void> {
    this.#link.close();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endTimeoutMs);
    try {
      await this.#exited;
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Starts a worker and waits until its model is loaded.
 *
 * @throws rejects with RecognitionError `worker_start_failed`, its message holding what native code
 *   said last.
 */
export async function startWorker(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const program = options.program ?? fileURLToPath(import.meta.resolve('@steno/recognition/worker'));
  const flags = ['--expose-gc', `--max-semi-space-size=${youngHalfMib}`];
  const child = spawn(process.execPath, [...flags, program, `worker:${options.setup.model.modelId}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: environmentOfWorkers(),
  });
  const lastWords = collectLastWords(child);
  const exited = new Promise<WorkerExit>((resolve) => {
    child.once('error', (error) => {
      resolve({ exitCode: null, signal: null, lastWords: error.message });
    });
    child.once('close', (exitCode, signal) => {
      resolve({ exitCode, signal, lastWords: lastWords() });
    });
  });
  return await untilReady(child, exited, options);
}

async function untilReady(
  child: ChildProcess,
  exited: Promise<WorkerExit>,
  options: WorkerProcessOptions,
): Promise<WorkerProcess> {
  const { setup, startTimeoutMs, workerTimeoutMs, onProven, onBroken } = options;
  const pipe = child.stdio[3] as Duplex | null | undefined;
  const pid = child.pid;
  if (pid === undefined || pipe === null || pipe === undefined) throw startFailed(setup, describeExit(await exited));
  let timer: NodeJS.Timeout | undefined;
  let isReady = false;
  let lastError: string | undefined;
  let breach: RecognitionErrorCode = 'worker_lost';
  try {
    const { ready, link } = await new Promise<{ ready: WorkerReady; link: WorkerLink }>((resolve, reject) => {
      const link = new WorkerLink(pipe, {
        timeoutMs: workerTimeoutMs,
        onReady: (ready) => {
          isReady = true;
          resolve({ ready, link });
        },
        onProven,
        onBroken: (reason, error) => {
          breach = reason;
          // A worker whose pipe is gone is of no use any more; its exit tells the rest.
          child.kill('SIGKILL');
          if (reason === 'worker_lost') return;
          if (isReady) onBroken(reason, error);
          else lastError = error;
        },
      });
      void exited.then((exit) => {
        reject(startFailed(setup, lastError ?? describeExit(exit)));
      });
      timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new RecognitionError('worker_start_failed', timedOut(options)));
      }, startTimeoutMs);
      link.load(setup);
    });
    return new WorkerProcess({ child, pid, link, ready, exited, breach: () => breach });
  } finally {
    clearTimeout(timer);
  }
}

function timedOut({ setup: { model }, startTimeoutMs }: WorkerProcessOptions): string {
  return `model ${model.modelId} was not loaded within ${startTimeoutMs} ms`;
}

function startFailed({ model }: WorkerSetup, why: string): RecognitionError {
  return new RecognitionError('worker_start_failed', `model ${model.modelId} could not be loaded: ${why}`);
}

function describeExit(exit: WorkerExit): string {
  const how = exit.signal === null ? `exit code ${exit.exitCode ?? 'unknown'}` : `signal ${exit.signal}`;
  const words = exit.lastWords.trim();
  return `its worker ended with ${how}${words === '' ? '' : `, saying: ${words}`}`;
}

function collectLastWords(child: ChildProcess): () => string {
  let words = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    words = (words + text).slice(-maxLastWords);
  });
  return () => words;
}

/** Settings of the server may hold secrets; native code needs none of them. */
function environmentOfWorkers(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('STENO_'));
  return { ...frugalAllocator, ...Object.fromEntries(inherited) };
}
