import type { EndpointRules } from '../../src/contract/endpoint-rules.ts';
import type { Checkpoint } from '../../src/endpointing/checkpoint.ts';
import type { FinaliseAnswer, TrackerEvent } from '../../src/endpointing/tracker-event.ts';
import { type TrackerBeginning, UtteranceTracker } from '../../src/endpointing/utterance-tracker.ts';
import { type ScriptedEngineOptions, ScriptedEngineStream, ScriptedVad } from '../scripted-engine.ts';

/** Samples of a second. */
export const second = 16_000;

/** The rules of a {@link Run} that names none. */
export const usualRules: EndpointRules = { endpointingMs: 640, maxSegmentMs: 10_000 };

/** How a {@link Run} differs from the usual one. */
export interface RunOptions {
  readonly beginning?: TrackerBeginning;
  readonly engine?: ScriptedEngineOptions;
}

/** A tracker over a scripted engine. */
export class Run {
  readonly events: TrackerEvent[] = [];
  readonly engineStream: ScriptedEngineStream;
  readonly vad: ScriptedVad;
  readonly tracker: UtteranceTracker;

  constructor(rules: EndpointRules = usualRules, lagFrames = 0, { beginning = {}, engine = {} }: RunOptions = {}) {
    this.engineStream = new ScriptedEngineStream(engine);
    this.vad = new ScriptedVad(lagFrames);
    const ports = {
      vad: this.vad,
      engineStream: this.engineStream,
      rules,
      emit: (event: TrackerEvent) => this.events.push(event),
    };
    this.tracker = new UtteranceTracker(ports, beginning);
  }

  /** The checkpoints it has told. */
  get checkpoints(): readonly Checkpoint[] {
    return this.of('checkpoint').map(({ checkpoint }) => checkpoint);
  }

  /** Queues audio. */
  push(samples: Float32Array): this {
    this.tracker.push(samples);
    return this;
  }

  /** Queues a request. */
  finalise(answer: FinaliseAnswer, mustRenew = false): this {
    this.tracker.finalise(answer, { mustRenew });
    return this;
  }

  /** Works as a scheduler does until nothing is left to do. */
  settle(): this {
    for (;;) {
      if (this.tracker.canDecode) {
        this.engineStream.step();
        this.tracker.report();
      } else if (this.tracker.canFinish) this.tracker.report();
      else if (this.tracker.canAdvance) this.tracker.advance(2560);
      else return this;
    }
  }

  of<Type extends TrackerEvent['type']>(type: Type): Extract<TrackerEvent, { readonly type: Type }>[] {
    return this.events.filter((event): event is Extract<TrackerEvent, { readonly type: Type }> => event.type === type);
  }

  /** The text of each final. */
  finals(): readonly string[] {
    return this.of('final').map(({ hypothesis }) => hypothesis.words.map((word) => word.text).join(' '));
  }
}
