import type { VoiceActivityDetector } from '../../contract/engine.ts';

/** Detectors made before they are needed: making one takes longer than a chunk lasts. Chosen. */
const readySpares = 2;
/** Detectors kept for later streams; more are left to the garbage collector. Chosen: about 128 MB. */
const maxSpares = 16;

/** Lends voice activity detectors to streams; each starts anew. */
export class VadPool {
  readonly #create: () => VoiceActivityDetector;
  readonly #spares: VoiceActivityDetector[] = [];

  /** @param create - makes a detector. */
  constructor(create: () => VoiceActivityDetector) {
    this.#create = create;
  }

  /** True when fewer spares than wanted are there. */
  get wantsRefill(): boolean {
    return this.#spares.length < readySpares;
  }

  /** Makes one spare; for a moment in which nobody waits. */
  refill(): void {
    this.#spares.push(this.#create());
  }

  /** Lends a detector that has heard nothing. */
  take(): VoiceActivityDetector {
    return this.#spares.pop() ?? this.#create();
  }

  /** Takes a detector back. */
  give(vad: VoiceActivityDetector): void {
    if (this.#spares.length >= maxSpares) return;
    vad.reset();
    this.#spares.push(vad);
  }
}
