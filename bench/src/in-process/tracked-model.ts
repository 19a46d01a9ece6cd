import type { EndpointRules, InstalledModel } from '@steno/recognition';
import { createSileroVad, loadEngine, type TrackerEvent, UtteranceTracker } from '@steno/recognition/in-process';
import { chunkSamples } from '../assets/chunk.ts';

/** The audio a stream may use before a step is decoded, in samples: 160 ms, as in a worker. */
const quantumSamples = 2560;

/** What a tracker told, and when. */
export interface ToldEvent {
  readonly event: TrackerEvent;
  /** How much audio had come, in samples: whole chunks of 100 ms. */
  readonly cameSamples: number;
  /** From when the newest chunk came, in ms of computing. */
  readonly computeMs: number;
}

/** A model, the VAD and the endpointing of a worker in this process, without a worker and a server around them. */
export class TrackedModel {
  readonly #engine: ReturnType<typeof loadEngine>;
  readonly #vad = createSileroVad();

  /** Loads a model. A fault in its files ends the process. */
  constructor(model: InstalledModel) {
    this.#engine = loadEngine(model);
  }

  /**
   * Hears audio as one stream, in chunks of 100 ms.
   *
   * @param samples - 16 kHz mono, -1..1.
   * @returns all that was told, in order.
   */
  hear(samples: Float32Array, rules: EndpointRules): readonly ToldEvent[] {
    const told: ToldEvent[] = [];
    let cameSamples = 0;
    let cameAtMs = performance.now();
    const engineStream = this.#engine.openStream();
    this.#vad.reset();
    const tracker = new UtteranceTracker({
      vad: this.#vad,
      engineStream,
      rules,
      emit: (event) => told.push({ event, cameSamples, computeMs: performance.now() - cameAtMs }),
    });
    const settle = (): void => {
      for (;;) {
        if (tracker.canDecode) {
          this.#engine.decode([engineStream]);
          tracker.report();
        } else if (tracker.canFinish) tracker.report();
        else if (tracker.canAdvance) tracker.advance(quantumSamples);
        else return;
      }
    };
    for (let at = 0; at < samples.length; at += chunkSamples) {
      const chunk = samples.slice(at, at + chunkSamples);
      cameSamples += chunk.length;
      cameAtMs = performance.now();
      tracker.push(chunk);
      settle();
    }
    cameAtMs = performance.now();
    tracker.finalise({ type: 'ended' });
    settle();
    engineStream.close();
    return told;
  }

  /** Frees the model. */
  close(): void {
    this.#engine.close();
  }
}
