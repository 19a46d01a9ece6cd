import type { EngineName, ModelUse, PoolFigures } from '@steno/recognition';
import { CostEstimate } from './cost-estimate.ts';
import { LagGate } from './lag-gate.ts';
import { loadLimit } from './load-limit.ts';

/** What of a session a pool looks at. */
export interface PoolSession {
  /** True when its audio comes faster than anybody speaks. */
  readonly isBulk: boolean;
  /** How long its audio waits, in ms. */
  readonly lagMs: number;
}

/**
 * What a second of audio costs before it is measured. Chosen on the safe side: small models of sherpa-onnx take 0.02, large
 * ones up to 0.2; PocketSphinx takes 0.2 to 0.4.
 */
const startRatios: Readonly<Record<EngineName, number>> = { sherpa: 0.05, pocketsphinx: 0.3 };

/**
 * What a bulk session counts, beside a live one. Chosen: it gets what live ones leave, but holds up a step of theirs now and
 * then.
 */
const bulkWeight = 0.1;

/** What the sessions of one pool need, and what there is for them. */
export class PoolDemand {
  readonly modelId: string;
  readonly use: ModelUse;
  readonly #estimate: CostEstimate;
  readonly #gate = new LagGate();
  readonly #sessions = new Set<PoolSession>();
  /** Those that were bulk when it was looked at. */
  readonly #bulk = new Set<PoolSession>();
  #figures: PoolFigures | undefined;
  #lagMs = 0;

  constructor(modelId: string, use: ModelUse, engine: EngineName) {
    this.modelId = modelId;
    this.use = use;
    this.#estimate = new CostEstimate(startRatios[engine]);
  }

  /** What a second of audio costs. */
  get cost(): Pick<CostEstimate, 'busyRatio' | 'cpuRatio' | 'isMeasured'> {
    return this.#estimate;
  }

  /** Sessions that are spoken, or may be. */
  get live(): number {
    return this.#sessions.size - this.#bulk.size;
  }

  /** Sessions whose audio comes faster than anybody speaks. */
  get bulk(): number {
    return this.#bulk.size;
  }

  /** What 95 % of the live sessions kept below at the last look, in ms. */
  get lagMs(): number {
    return this.#lagMs;
  }

  /** True while live sessions lag. */
  get isLagging(): boolean {
    return this.#gate.isClosed;
  }

  /** Workers there are, or will be once the model is loaded; undefined while there is no pool. */
  get workers(): number | undefined {
    const figures = this.#figures;
    return figures?.state === 'loaded' ? figures.workers : figures?.places;
  }

  /** Sessions, weighed: 1 for each that is live. */
  get weight(): number {
    return this.live + this.bulk * bulkWeight;
  }

  /** What the sessions need of the workers, with so many more; 0 while nothing is known of workers. */
  loadRatio(more = 0): number {
    const { workers } = this;
    const needed = (this.weight + more) * this.#estimate.busyRatio;
    if (workers === undefined || needed === 0) return 0;
    // Without a worker it is full.
    return workers === 0 ? 1 : needed / workers;
  }

  /** What {@link loadRatio} may be, where the operator allows so much. */
  limitRatio(targetRatio: number): number {
    return loadLimit(this.#estimate.busyRatio, targetRatio);
  }

  /** A session is there; it counts as live until it shows that it is not. */
  add(session: PoolSession): void {
    this.#sessions.add(session);
  }

  /** A session is over. */
  remove(session: PoolSession): void {
    this.#sessions.delete(session);
    this.#bulk.delete(session);
  }

  /** Looks at the workers and the sessions; `nowMs` on a clock that only goes forward. */
  look(figures: PoolFigures | undefined, nowMs: number): void {
    this.#figures = figures;
    if (figures !== undefined) this.#estimate.note(figures, nowMs);
    const lags: number[] = [];
    this.#bulk.clear();
    for (const session of this.#sessions) {
      if (session.isBulk) this.#bulk.add(session);
      else lags.push(session.lagMs);
    }
    lags.sort((a, b) => a - b);
    this.#lagMs = lags[Math.max(0, Math.ceil(lags.length * 0.95) - 1)] ?? 0;
    // Audio that waits for its model to be loaded shows nothing about capacity.
    if (figures?.state === 'loaded') this.#gate.note(this.#lagMs, nowMs);
  }
}
