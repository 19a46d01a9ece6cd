import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { bytesOfSamples } from '@steno/audio';
import type { InstalledModel } from '../../contract/model.ts';
import { RecognitionError, type RecognitionErrorCode, type RecognitionEvent } from '../../contract/recognition-host.ts';
import type { EndpointRules } from '../../endpointing/endpoint-rules.ts';
import { FrameChannel } from '../common/frame-channel.ts';
import { type Frame, frameTypes } from '../common/frame.ts';
import type { WorkerReady } from '../common/worker-setup.ts';

/** How a worker is started. */
export interface WorkerProcessOptions {
  readonly model: InstalledModel;
  readonly rules: EndpointRules;
  /** How long loading the model may take, in ms. */
  readonly startTimeoutMs: number;
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
 * "ready" on: dying earlier is a rejection of {@link startWorker}, dying later is told to `onDied`.
 */
export class WorkerProcess {
  readonly pid: number;
  readonly ready: WorkerReady;
  readonly #child: ChildProcess;
  readonly #channel: FrameChannel;
  readonly #streams: Map<number, (event: RecognitionEvent) => void>;
  readonly #exited: Promise<WorkerExit>;
  #nextStream = 1;
  #isClosed = false;

  /** For {@link startWorker}. */
  constructor(parts: {
    readonly child: ChildProcess;
    readonly pid: number;
    readonly channel: FrameChannel;
    readonly ready: WorkerReady;
    readonly streams: Map<number, (event: RecognitionEvent) => void>;
    readonly exited: Promise<WorkerExit>;
  }) {
    this.#child = parts.child;
    this.pid = parts.pid;
    this.#channel = parts.channel;
    this.ready = parts.ready;
    this.#streams = parts.streams;
    this.#exited = parts.exited;
  }

  /** Streams open now. */
  get streamCount(): number {
    return this.#streams.size;
  }

  /** Resolves when the process has ended, for whatever reason. */
  get exited(): Promise<WorkerExit> {
    return this.#exited;
  }

  /** Opens a stream; its events go to the callback until `ended`, `failed` or {@link closeStream}. */
  openStream(onEvent: (event: RecognitionEvent) => void): number {
    const stream = this.#nextStream;
    this.#nextStream += 1;
    this.#streams.set(stream, onEvent);
    this.#channel.sendBytes(frameTypes.open, stream);
    return stream;
  }

  /** Sends audio of a stream; the samples are owned by the worker from now on. */
  write(stream: number, samples: Int16Array): void {
    if (this.#streams.has(stream)) this.#channel.sendBytes(frameTypes.audio, stream, bytesOfSamples(samples));
  }

  /** Asks for the finals of what was written. */
  flush(stream: number, flushId: number): void {
    if (this.#streams.has(stream)) this.#channel.sendJson(frameTypes.flush, stream, flushId);
  }

  /** Says that no audio follows. */
  end(stream: number): void {
    if (this.#streams.has(stream)) this.#channel.sendBytes(frameTypes.end, stream);
  }

  /** Forgets a stream; no event follows. Idempotent. */
  closeStream(stream: number): void {
    if (this.#streams.delete(stream)) this.#channel.sendBytes(frameTypes.close, stream);
  }

  /**
   * Tells all open streams that the worker is lost; for the pool, once the process has ended.
   *
   * @returns how many there were.
   */
  failStreams(): number {
    const lost = [...this.#streams.values()];
    this.#streams.clear();
    for (const onEvent of lost) {
      onEvent({ type: 'failed', error: new RecognitionError('worker_lost', `worker ${this.pid} ended`) });
    }
    return lost.length;
  }

  /** Ends the process; resolves when it is gone. Idempotent. */
  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#channel.close();
    }
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
  const child = spawn(
    process.execPath,
    ['--expose-gc', fileURLToPath(import.meta.resolve('@steno/recognition/worker')), `worker:${options.model.modelId}`],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], env: environmentOfWorkers() },
  );
  const lastWords = collectLastWords(child);
  const exited = new Promise<WorkerExit>((resolve) => {
    child.once('error', (error) => {
      resolve({ exitCode: null, signal: null, lastWords: error.message });
    });
    child.once('close', (exitCode, signal) => {
      resolve({ exitCode, signal, lastWords: lastWords() });
    });
  });
  const streams = new Map<number, (event: RecognitionEvent) => void>();
  return await untilReady({ child, exited, streams, options });
}

async function untilReady(parts: {
  readonly child: ChildProcess;
  readonly exited: Promise<WorkerExit>;
  readonly streams: Map<number, (event: RecognitionEvent) => void>;
  readonly options: WorkerProcessOptions;
}): Promise<WorkerProcess> {
  const { child, exited, streams, options } = parts;
  const pipe = child.stdio[3] as Duplex | null | undefined;
  const pid = child.pid;
  if (pid === undefined || pipe === null || pipe === undefined) throw startFailed(options, await exited);
  let timer: NodeJS.Timeout | undefined;
  let onReady: (ready: WorkerReady) => void = () => undefined;
  const channel = new FrameChannel(
    pipe,
    (frame) => {
      if (frame.type === frameTypes.ready) onReady(channel.readJson(frame) as WorkerReady);
      else if (frame.type === frameTypes.event) deliver(streams, frame, channel);
    },
    () => {
      // A worker whose pipe is gone is of no use any more; its exit tells the rest.
      child.kill('SIGKILL');
    },
  );
  try {
    const ready = await new Promise<WorkerReady>((resolve, reject) => {
      onReady = resolve;
      void exited.then((exit) => {
        reject(startFailed(options, exit));
      });
      timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(
          new RecognitionError(
            'worker_start_failed',
            `model ${options.model.modelId} was not loaded within ${options.startTimeoutMs} ms`,
          ),
        );
      }, options.startTimeoutMs);
      channel.sendJson(frameTypes.load, 0, { model: options.model, rules: options.rules });
    });
    return new WorkerProcess({ child, pid, channel, ready, streams, exited });
  } finally {
    clearTimeout(timer);
  }
}

function deliver(streams: Map<number, (event: RecognitionEvent) => void>, frame: Frame, channel: FrameChannel): void {
  const onEvent = streams.get(frame.stream);
  if (onEvent === undefined) return;
  const event = toEvent(channel.readJson(frame));
  if (event.type === 'ended' || event.type === 'failed') streams.delete(frame.stream);
  onEvent(event);
}

/** The worker is our own program of the same version, so only errors need to be made whole again. */
function toEvent(value: unknown): RecognitionEvent {
  const event = value as RecognitionEvent;
  if (event.type !== 'failed') return event;
  const { code, message } = event.error as { readonly code: RecognitionErrorCode; readonly message: string };
  return { type: 'failed', error: new RecognitionError(code, message) };
}

function startFailed({ model }: WorkerProcessOptions, exit: WorkerExit): RecognitionError {
  const how = exit.signal === null ? `exit code ${exit.exitCode ?? 'unknown'}` : `signal ${exit.signal}`;
  const words = exit.lastWords.trim();
  return new RecognitionError(
    'worker_start_failed',
    `model ${model.modelId} could not be loaded: its worker ended with ${how}${words === '' ? '' : `, saying: ${words}`}`,
  );
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
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STENO_')));
}
