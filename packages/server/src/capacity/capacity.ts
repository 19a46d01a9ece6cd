import { WireError } from '@steno/protocol';
import type { RecognitionHost } from '@steno/recognition';
import type { Clock } from '../session/ports.ts';
import { mergePools, poolKey } from './merge-pools.ts';
import { PoolDemand, type PoolSession } from './pool-demand.ts';

/** What a session needs. */
export interface SessionDemand {
  /** The streaming model. */
  readonly modelId: string;
  readonly use: 'streams' | 'key_terms';
  /** The model that hears its segments again; undefined with `fast`. */
  readonly secondModelId: string | undefined;
}

/** What capacity is measured with. */
export interface CapacityParts {
  readonly recognition: Pick<RecognitionHost, 'pools'>;
  /** Processor cores this machine has for the server and its workers; integer, >= 1. */
  readonly cores: number;
  /** The share of workers and cores that sessions may need; 0 for no limit. */
  readonly targetRatio: number;
  readonly clock: Clock;
  /** Processor time this process has used, in ms. */
  readonly ownCpuMs: () => number;
}

/** How much one model can take. */
export interface ModelCapacity {
  readonly modelId: string;
  readonly use: PoolDemand['use'];
  readonly workers: number;
  readonly liveSessions: number;
  readonly bulkSessions: number;
  /** Undefined without a limit, and while nothing is known of workers. */
  readonly freeSessions: number | undefined;
  readonly loadRatio: number;
  /** What {@link loadRatio} may be: less than the target for a model whose steps take long. */
  readonly limitRatio: number;
  /** Compute time of a second of audio, in s. */
  readonly realTimeFactor: number;
  /** False while {@link realTimeFactor} is an assumption. */
  readonly isMeasured: boolean;
  readonly lagMs: number;
}

/** How much the server can take. */
export interface CapacityReport {
  readonly sessions: number;
  /** The highest of the models' load ratios and that of the cores. */
  readonly loadRatio: number;
  readonly targetRatio: number;
  /** Those of the models that hear streams; models nobody has asked for yet are not among them. */
  readonly models: readonly ModelCapacity[];
}

/** How often it is measured, in ms. Chosen: workers tell what they have used once a second. */
const sampleMs = 500;

/** What sums of fractions may be wrong by. */
const tolerance = 1e-9;

/** How much of the newest measurement of this process's own processor time counts. Chosen: about the last two seconds. */
const ownShare = 0.3;

/**
 * Says whether another session can be served without holding up those that have begun. Each live session needs a second of
 * audio decoded each second; what that costs is measured, and what there is are workers and cores.
 */
export class Capacity {
  readonly #parts: CapacityParts;
  readonly #pools = new Map<string, PoolDemand>();
  /** Sessions by the model that hears their segments again. */
  readonly #again = new Map<string, number>();
  #sessions = 0;
  #own: { readonly atMs: number; readonly cpuMs: number; readonly ratio: number };
  #cancel: () => void = () => undefined;

  constructor(parts: CapacityParts) {
    this.#parts = parts;
    this.#own = { atMs: parts.clock.nowMs(), cpuMs: parts.ownCpuMs(), ratio: 0 };
    this.#sample();
  }

  /** How much can be taken now. */
  get report(): CapacityReport {
    const { targetRatio } = this.#parts;
    const models = [...this.#pools.values()].filter(({ use }) => use !== 'second_pass').map((pool) => this.#told(pool));
    const loadRatio = Math.max(this.#coresRatio(0), ...models.map((model) => model.loadRatio));
    return { sessions: this.#sessions, loadRatio, targetRatio, models };
  }

  /** The estimated cost of each model and use that has a pool. */
  get costs(): readonly Pick<PoolDemand, 'modelId' | 'use' | 'cost'>[] {
    return [...this.#pools.values()].filter(({ workers }) => workers !== undefined);
  }

  /**
   * Checks whether a session can be added. One that would be the only one of its model always can.
   *
   * @throws WireError `at_capacity`, with the load of now.
   */
  check(demand: SessionDemand): void {
    const { targetRatio } = this.#parts;
    if (targetRatio === 0) return;
    const pool = this.#pool(demand);
    if (pool.live + pool.bulk === 0) return;
    // The first session has had the workers started; they are there since then.
    if (pool.workers === undefined) this.#look();
    if (pool.workers === undefined) return;
    const limitRatio = pool.limitRatio(targetRatio);
    const loadRatio = pool.loadRatio(1);
    if (pool.isLagging) throw this.#atCapacity('lag', { loadRatio, limitRatio });
    if (loadRatio > limitRatio + tolerance) throw this.#atCapacity('load', { loadRatio, limitRatio });
    const coresRatio = this.#coresRatio(pool.cost.cpuRatio + this.#costAgain(demand));
    if (coresRatio > targetRatio + tolerance) {
      throw this.#atCapacity('load', { loadRatio: coresRatio, limitRatio: targetRatio });
    }
  }

  /**
   * A session has begun.
   *
   * @returns says that it is over; to be called once.
   */
  open(demand: SessionDemand, session: PoolSession): () => void {
    const pool = this.#pool(demand);
    const { secondModelId } = demand;
    this.#sessions += 1;
    pool.add(session);
    if (secondModelId !== undefined) this.#countAgain(secondModelId, 1);
    return () => {
      this.#sessions -= 1;
      pool.remove(session);
      if (secondModelId !== undefined) this.#countAgain(secondModelId, -1);
    };
  }

  /** Measures no more. Idempotent. */
  close(): void {
    this.#cancel();
  }

  #sample(): void {
    this.#look();
    this.#measureOwn();
    this.#cancel = this.#parts.clock.schedule(sampleMs, () => this.#sample());
  }

  #look(): void {
    const { recognition, clock } = this.#parts;
    const { pools } = recognition;
    // A host that cannot tell what its workers do sets the limit by itself.
    if (pools === undefined) return;
    const now = clock.nowMs();
    const figures = mergePools(pools);
    for (const { modelId, use, engine } of figures.values()) {
      const key = poolKey({ modelId, use });
      if (!this.#pools.has(key)) this.#pools.set(key, new PoolDemand(modelId, use, engine));
    }
    for (const [key, pool] of this.#pools) pool.look(figures.get(key), now);
  }

  #measureOwn(): void {
    const { clock, ownCpuMs } = this.#parts;
    const now = clock.nowMs();
    const passedMs = now - this.#own.atMs;
    if (passedMs <= 0) return;
    const cpuMs = ownCpuMs();
    const ratio = (cpuMs - this.#own.cpuMs) / passedMs;
    this.#own = { atMs: now, cpuMs, ratio: this.#own.ratio + (ratio - this.#own.ratio) * ownShare };
  }

  #pool({ modelId, use }: SessionDemand): PoolDemand {
    const key = poolKey({ modelId, use });
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const made = new PoolDemand(modelId, use, 'sherpa');
    this.#pools.set(key, made);
    return made;
  }

  #countAgain(modelId: string, change: number): void {
    this.#again.set(modelId, (this.#again.get(modelId) ?? 0) + change);
  }

  /** What hearing the segments of a session again takes of the cores; its workers hold up no stream. */
  #costAgain({ secondModelId }: Pick<SessionDemand, 'secondModelId'>): number {
    if (secondModelId === undefined) return 0;
    return this.#pools.get(poolKey({ modelId: secondModelId, use: 'second_pass' }))?.cost.cpuRatio ?? 0;
  }

  /** The share of the cores that is needed, with so much more processor time for each second. */
  #coresRatio(more: number): number {
    let needed = this.#own.ratio + more;
    for (const pool of this.#pools.values()) {
      if (pool.workers !== undefined) needed += pool.weight * pool.cost.cpuRatio;
    }
    for (const [secondModelId, sessions] of this.#again) needed += sessions * this.#costAgain({ secondModelId });
    return needed / this.#parts.cores;
  }

  #told(pool: PoolDemand): ModelCapacity {
    const { modelId, use, workers = 0, live, bulk, cost, lagMs } = pool;
    return {
      modelId,
      use,
      workers,
      liveSessions: live,
      bulkSessions: bulk,
      freeSessions: this.#free(pool),
      loadRatio: pool.loadRatio(),
      limitRatio: pool.limitRatio(this.#parts.targetRatio),
      realTimeFactor: cost.busyRatio,
      isMeasured: cost.isMeasured,
      lagMs,
    };
  }

  #free(pool: PoolDemand): number | undefined {
    const { targetRatio, cores } = this.#parts;
    if (targetRatio === 0 || pool.workers === undefined) return undefined;
    const atLeast = pool.live + pool.bulk === 0 ? 1 : 0;
    if (pool.isLagging) return atLeast;
    const { busyRatio, cpuRatio } = pool.cost;
    const inWorkers = ((pool.limitRatio(targetRatio) - pool.loadRatio()) * pool.workers) / busyRatio;
    const inCores = ((targetRatio - this.#coresRatio(0)) * cores) / cpuRatio;
    return Math.max(atLeast, Math.floor(Math.min(inWorkers, inCores) + tolerance));
  }

  #atCapacity(
    reason: 'lag' | 'load',
    { loadRatio, limitRatio }: Pick<ModelCapacity, 'loadRatio' | 'limitRatio'>,
  ): WireError {
    const why =
      reason === 'lag'
        ? 'recognition is late for the sessions it has'
        : `with one more session the load would be ${rounded(loadRatio)}, at most ${rounded(limitRatio)} is allowed`;
    return new WireError('at_capacity', `The server is at capacity: ${why}. Try again shortly.`, {
      reason,
      load_ratio: rounded(loadRatio),
      limit_ratio: rounded(limitRatio),
      sessions: this.#sessions,
    });
  }
}

function rounded(ratio: number): number {
  return Math.round(ratio * 1000) / 1000;
}
