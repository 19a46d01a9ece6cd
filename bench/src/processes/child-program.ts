import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BenchError } from '../bench-error.ts';

/** How a program of the benchmark is started. */
export interface ChildProgramOptions {
  /** The core it has to itself; default: any. Needs `taskset`. */
  readonly core?: number;
  /** The core its main thread moves to once it runs, while the threads of V8 stay where they are; default: none. Needs `taskset`. */
  readonly mainThreadCore?: number;
  /** The network namespace it runs in; default that of this process. Needs root and `ip`. */
  readonly namespace?: string;
  /**
   * True when it gets only what others leave of its core: the lowest priority there is. With a `core` it is of the class of the
   * idle, whose core counts as free for the threads of others; that needs `chrt`, which comes with `taskset`.
   */
  readonly isYielding?: boolean;
  /** Default 60,000. */
  readonly startTimeoutMs?: number;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** The main thread has the number of its process, and `taskset` moves a thread alone. */
async function pinMainThread(pid: number, core: number): Promise<void> {
  await promisify(execFile)('taskset', ['-cp', String(core), String(pid)]);
}

/** How long any request may take, in ms; far above the longest measurement. */
const answerTimeoutMs = 300_000;
const endTimeoutMs = 3000;

/**
 * A program of the benchmark in a process of its own, so that what is measured and what measures it do
 * not share an event loop. Its requests and answers are JSON.
 */
export class ChildProgram {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #exited: Promise<void>;
  #nextId = 1;

  /** For {@link ChildProgram.start}. */
  constructor(child: ChildProcess, name: string) {
    this.#child = child;
    this.#name = name;
    this.#exited = new Promise((resolve) => {
      child.once('error', () => {
        resolve();
      });
      child.once('exit', () => {
        resolve();
      });
    });
    // IPC carries what serveParent sends.
    child.on('message', (message) => {
      const answer = message as Answer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    void this.#exited.then(() => {
      for (const settle of this.#waiting.values()) settle({ id: 0, error: 'its process ended' });
      this.#waiting.clear();
    });
  }

  /**
   * Starts a program.
   *
   * @param file - its module, relative to bench/src, without extension, for example `server/server-program`.
   * @throws rejects with BenchError `child_failed`.
   */
  static async start(file: string, options: ChildProgramOptions = {}): Promise<ChildProgram> {
    const module = fileURLToPath(new URL(`../${file}.js`, import.meta.url));
    const command = [process.execPath, '--expose-gc', module];
    const lowest = options.core === undefined ? ['nice', '-n', '19'] : ['chrt', '--idle', '0'];
    const yielding = options.isYielding === true ? [...lowest, ...command] : command;
    const pinned = options.core === undefined ? yielding : ['taskset', '-c', String(options.core), ...yielding];
    const { namespace } = options;
    const [program = '', ...args] = namespace === undefined ? pinned : ['ip', 'netns', 'exec', namespace, ...pinned];
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const started = new ChildProgram(child, file);
    await started.ask('hello', undefined, options.startTimeoutMs ?? 60_000);
    if (options.mainThreadCore !== undefined) await pinMainThread(started.pid, options.mainThreadCore);
    return started;
  }

  /** The process, for its CPU time. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * Sends a request.
   *
   * @returns what the program answers; it is of the same version, so its type is known.
   * @throws rejects with BenchError `child_failed` or `no_answer`.
   */
  async ask<Value>(request: string, args?: unknown, timeoutMs: number = answerTimeoutMs): Promise<Value> {
    const id = this.#nextId;
    this.#nextId += 1;
    let timer: NodeJS.Timeout | undefined;
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        this.#waiting.set(id, resolve);
        timer = setTimeout(() => {
          reject(new BenchError('no_answer', `${this.#name} did not answer "${request}" within ${timeoutMs} ms.`));
        }, timeoutMs);
        if (this.#child.connected) this.#child.send({ id, request, args });
        else resolve({ id, error: 'its process ended' });
      });
      if (answer.error !== undefined) {
        throw new BenchError('child_failed', `${this.#name} failed at "${request}": ${answer.error}`);
      }
      return answer.value as Value;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Ends the process; resolves when it is gone. Idempotent. */
  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endTimeoutMs);
    try {
      await this.#exited;
    } finally {
      clearTimeout(timer);
    }
  }
}
