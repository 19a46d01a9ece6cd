/** What can be unloaded. */
export interface Unloadable {
  /** How long nobody has used it, in ms; undefined while it is in use or not loaded. */
  readonly idleMs: number | undefined;
  /** Unloads it; resolves when its memory is free. */
  unload(): Promise<boolean>;
}

/** What a memory keeper works with. */
export interface MemoryKeeperOptions {
  /** All that may be loaded, at this moment. */
  readonly all: () => readonly Unloadable[];
  /** Memory that is free now, in bytes. */
  readonly freeBytes: () => number;
  /** Below this memory is short, in bytes. */
  readonly minFreeBytes: number;
  /** How long nobody must have used it, in ms; 0 keeps everything for good. */
  readonly idleMs: number;
}

/** How often memory is looked at, in ms. Chosen: short next to what counts as idle. */
const intervalMs = 10_000;

/** What was used more recently is not unloaded to make room for something else, in ms. Chosen: it may be asked for again. */
const leastIdleMs = 30_000;

/** Unloads what nobody uses while memory is short, whatever was used longest ago first. */
export class MemoryKeeper {
  readonly #options: MemoryKeeperOptions;
  readonly #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** The unloading under way: each decision needs the memory that the one before freed. */
  #unloading: Promise<void> = Promise.resolve();

  constructor(options: MemoryKeeperOptions) {
    this.#options = options;
    if (options.idleMs === 0) return;
    this.#timer = setInterval(() => {
      void this.#unloadWhileShort(options.idleMs);
    }, intervalMs);
    this.#timer.unref();
  }

  /**
   * Makes room for something that is about to be loaded, while memory is short: what nobody has used for half a minute
   * has to go. Resolves when there is room, or nothing to unload; never rejects.
   */
  async makeRoom(): Promise<void> {
    const { idleMs } = this.#options;
    if (idleMs > 0) await this.#unloadWhileShort(Math.min(idleMs, leastIdleMs));
  }

  /** Unloads nothing more. Idempotent. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }

  #unloadWhileShort(idleMs: number): Promise<void> {
    this.#unloading = this.#unloading.then(async () => {
      while (this.#isShort) {
        const idle = this.#idlest(idleMs);
        if (idle === undefined || !(await idle.unload())) return;
      }
    });
    return this.#unloading;
  }

  get #isShort(): boolean {
    return !this.#isClosed && this.#options.freeBytes() < this.#options.minFreeBytes;
  }

  #idlest(leastMs: number): Unloadable | undefined {
    let idlest: Unloadable | undefined;
    let mostMs = leastMs;
    for (const one of this.#options.all()) {
      const { idleMs } = one;
      if (idleMs === undefined || idleMs < mostMs) continue;
      idlest = one;
      mostMs = idleMs;
    }
    return idlest;
  }
}
