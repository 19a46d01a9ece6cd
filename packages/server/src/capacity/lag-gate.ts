/** Lag of live sessions at which no session is added, in ms. Chosen: well above 300 ms, which is what they are to keep. */
const closeAboveMs = 500;
/** Lag at which sessions are added again, in ms. Chosen: half of it, so that the gate does not swing. */
const openBelowMs = 250;
/** How long lag has to be on the other side, in ms. Chosen: a hiccup of the machine is shorter. */
const holdMs = 1000;

/** Closes while live sessions lag, whatever was estimated: a net below admission by load. */
export class LagGate {
  #isClosed = false;
  /** Since when lag speaks for the other state, in ms; undefined while it does not. */
  #sinceMs: number | undefined;

  /** True while no session is to be added. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Takes the lag of a moment.
   *
   * @param lagMs - what 95 % of the live sessions keep below.
   * @param nowMs - on a clock that only goes forward.
   */
  note(lagMs: number, nowMs: number): void {
    const speaksForOther = this.#isClosed ? lagMs < openBelowMs : lagMs > closeAboveMs;
    if (!speaksForOther) {
      this.#sinceMs = undefined;
      return;
    }
    this.#sinceMs ??= nowMs;
    if (nowMs - this.#sinceMs < holdMs) return;
    this.#isClosed = !this.#isClosed;
    this.#sinceMs = undefined;
  }
}
