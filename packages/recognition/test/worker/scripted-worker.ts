import { toFloatSamples } from '@steno/audio';
import type { RecognitionError, RecognitionErrorCode } from '../../src/contract/recognition-host.ts';
import { Scheduler } from '../../src/worker/child/scheduler.ts';
import type { StreamSetup } from '../../src/worker/common/worker-setup.ts';
import type { PoolWorker, PoolWorkerListener } from '../../src/worker/host/pool-worker.ts';
import { parseWorkerEvent } from '../../src/worker/host/parse-worker-event.ts';
import type { WorkerStream, WorkerStreamListener } from '../../src/worker/host/worker-link.ts';
import type { WorkerExit } from '../../src/worker/host/worker-process.ts';
import { ScriptedEngine, type ScriptedEngineOptions, ScriptedVad } from '../scripted-engine.ts';

/** Speech is heard this many frames late. */
const vadLagFrames = 2;

/** What a scripted worker is made of. */
export interface ScriptedWorkerOptions {
  readonly listener?: PoolWorkerListener;
  /** Audio with a sample of this value ends the worker before it is decoded. */
  readonly poison?: number;
  /** How many events it tells until it dies; default any number. */
  readonly maxEvents?: number;
  readonly maxStreams?: number;
  readonly engine?: ScriptedEngineOptions;
}

/**
 * A worker in this process: the worker's own scheduler over a scripted engine. Like over a pipe, events come later
 * than the call that caused them, as JSON, and stop in the middle when it dies.
 */
export class ScriptedWorker implements PoolWorker {
  readonly pid = 1;
  readonly ready: PoolWorker['ready'];
  readonly exited: Promise<WorkerExit>;
  /** What it says it has used; a test may set it. */
  work: PoolWorker['work'];
  isProven = false;
  #isDead = false;
  /** Samples of all streams it was given. */
  givenSamples = 0;
  /** Flushes it was asked for. */
  givenFlushes = 0;
  readonly #scheduler: Scheduler;
  readonly #listeners = new Map<number, WorkerStreamListener>();
  readonly #options: ScriptedWorkerOptions;
  readonly #deferred: (() => void)[] = [];
  readonly #outbox: { readonly stream: number; readonly json: string }[] = [];
  #nextStream = 1;
  #told = 0;
  #resolveExit: (exit: WorkerExit) => void = () => undefined;

  constructor(options: ScriptedWorkerOptions) {
    this.#options = options;
    this.ready = {
      maxStreams: options.maxStreams ?? 4,
      writing: { casing: 'lower', hasPunctuation: false },
      loadMs: 1,
    };
    this.exited = new Promise((resolve) => {
      this.#resolveExit = resolve;
    });
    this.#scheduler = new Scheduler({
      engine: new ScriptedEngine(options.engine),
      createVad: () => new ScriptedVad(vadLagFrames),
      emit: (stream, event) => {
        this.#outbox.push({ stream, json: JSON.stringify(event.type === 'failed' ? failure(event.error) : event) });
      },
      onProven: () => {
        this.isProven = true;
        options.listener?.onProven();
      },
      defer: (callback) => this.#deferred.push(callback),
      onIdle: () => undefined,
    });
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get streamCount(): number {
    return this.#listeners.size;
  }

  get hasRoom(): boolean {
    return !this.isDead && this.streamCount < this.ready.maxStreams;
  }

  openStream(listener: WorkerStreamListener, setup: StreamSetup): WorkerStream {
    const id = this.#nextStream;
    this.#nextStream += 1;
    this.#listeners.set(id, listener);
    // As over a pipe, it has nothing in common with who opened it.
    this.#scheduler.open(id, structuredClone(setup));
    return {
      write: (samples) => {
        if (this.isDead) return;
        this.givenSamples += samples.length;
        if (this.#options.poison !== undefined && samples.includes(this.#options.poison)) {
          this.#deferred.unshift(() => {
            this.kill();
          });
        }
        this.#scheduler.audio(id, toFloatSamples(samples));
      },
      flush: (mark) => {
        this.givenFlushes += 1;
        this.#scheduler.flush(id, mark.id, mark);
      },
      end: () => {
        this.#scheduler.end(id);
      },
      close: () => {
        this.#listeners.delete(id);
        this.#scheduler.close(id);
      },
    };
  }

  /** Does one piece of work and tells what came of it. @returns false when there was nothing to do. */
  step(): boolean {
    if (this.#isDead) return false;
    const work = this.#deferred.shift();
    work?.();
    const hadEvents = this.#outbox.length > 0;
    for (let next = this.#outbox.shift(); next !== undefined; next = this.#outbox.shift()) {
      if (this.isDead) return true;
      if (this.#told === this.#options.maxEvents) {
        this.kill();
        return true;
      }
      this.#told += 1;
      this.#deliver(next.stream, next.json);
    }
    return work !== undefined || hadEvents;
  }

  /** Works until there is nothing to do. */
  settle(): void {
    while (this.step());
  }

  /** Dies at once. */
  kill(): void {
    if (this.isDead) return;
    this.#isDead = true;
    this.#resolveExit({ exitCode: null, signal: 'SIGKILL', lastWords: '' });
  }

  loseStreams(reason: RecognitionErrorCode = 'worker_lost'): void {
    const lost = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const listener of lost) listener.onLost(reason);
  }

  close(): Promise<void> {
    this.kill();
    return Promise.resolve();
  }

  #deliver(stream: number, json: string): void {
    const listener = this.#listeners.get(stream);
    if (listener === undefined) return;
    const event = parseWorkerEvent(JSON.parse(json), listener.endSample);
    if (event.type === 'ended' || event.type === 'failed') this.#listeners.delete(stream);
    listener.onEvent(event);
  }
}

/** An error has no enumerable fields of its own. */
function failure({ code, message }: RecognitionError): unknown {
  return { type: 'failed', error: { code, message } };
}

/** Samples of one value, as a session writes them. */
export function sound(value: number, samples: number): Int16Array {
  return new Int16Array(samples).fill(value);
}
