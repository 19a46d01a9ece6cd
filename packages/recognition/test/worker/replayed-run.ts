import type { RecognitionErrorCode, RecognitionEvent } from '../../src/contract/recognition-host.ts';
import { ReleaseClock } from '../../src/worker/host/release-clock.ts';
import { ReplayedStream } from '../../src/worker/host/replayed-stream.ts';
import { type ScriptedEngineOptions } from '../scripted-engine.ts';
import { ScriptedWorker } from './scripted-worker.ts';

const rules = { endpointingMs: 640, maxSegmentMs: 3000 };

/** A stream whose workers die, one after the other, once they have told so many events. */
export class Run {
  readonly events: RecognitionEvent[] = [];
  readonly faults: unknown[] = [];
  readonly stream: ReplayedStream;
  readonly cleared: ReplayedStream[] = [];
  worker: ScriptedWorker;
  lives: readonly number[];
  replayed = 0;
  deaths = 0;
  isWaiting = false;
  /** What engines the workers have, one after the other. */
  #engines: readonly ScriptedEngineOptions[];

  constructor(
    lives: readonly number[] = [],
    options: {
      readonly maxReplayMs?: number;
      readonly onEvent?: (event: RecognitionEvent) => void;
      readonly engines?: readonly ScriptedEngineOptions[];
    } = {},
  ) {
    this.lives = lives;
    this.#engines = options.engines ?? [];
    this.worker = this.#nextWorker();
    this.stream = new ReplayedStream({
      modelId: 'scripted',
      setup: { rules, keyTerms: [] },
      source: {
        wait: () => {
          this.isWaiting = true;
        },
        onCleared: (stream) => this.cleared.push(stream),
        onOver: () => {
          this.isWaiting = false;
        },
      },
      onEvent: (event) => {
        this.events.push(event);
        options.onEvent?.(event);
      },
      onListenerFault: (error) => this.faults.push(error),
      maxReplayMs: options.maxReplayMs ?? 3_600_000,
      maxWaitMs: 60_000,
      releases: new ReleaseClock(),
      onReplay: (samples) => {
        this.replayed += samples;
      },
    });
    this.stream.attach(this.worker);
  }

  /** Lets the worker do so many pieces of work, and replaces it when it dies. */
  work(pieces = Infinity): this {
    for (let piece = 0; piece < pieces; piece += 1) {
      const hasWorked = this.worker.step();
      if (this.worker.isDead) {
        this.deaths += this.worker.streamCount;
        this.worker.loseStreams();
        if (!this.isWaiting) break;
        this.replace();
      } else if (!hasWorked) break;
    }
    return this;
  }

  replace(): this {
    if (!this.isWaiting) return this;
    this.isWaiting = false;
    this.worker = this.#nextWorker();
    this.stream.attach(this.worker);
    return this;
  }

  kill(reason?: RecognitionErrorCode): this {
    this.worker.kill();
    this.worker.loseStreams(reason);
    return this;
  }

  of<Type extends RecognitionEvent['type']>(type: Type): Extract<RecognitionEvent, { readonly type: Type }>[] {
    return this.events.filter(
      (event): event is Extract<RecognitionEvent, { readonly type: Type }> => event.type === type,
    );
  }

  /** What does not depend on lost workers, nor on how the work is cut. */
  get certain(): readonly RecognitionEvent[] {
    // Of several steps at one place, a worker may die between the partials.
    const uncertain = new Set<RecognitionEvent['type']>(['partial', 'decoded', 'recovering']);
    return this.events.filter(({ type }) => !uncertain.has(type));
  }

  get words(): readonly string[] {
    return this.of('final').map(({ hypothesis }) => hypothesis.words.map((word) => word.text).join(' '));
  }

  #nextWorker(): ScriptedWorker {
    const [maxEvents = Infinity, ...rest] = this.lives;
    this.lives = rest;
    const [engine = {}, ...engines] = this.#engines;
    this.#engines = engines;
    return new ScriptedWorker({ maxEvents, engine });
  }
}
