import type { Result } from '@steno/client/browser';

/** What a {@link CaptionLog} tells. */
export interface CaptionLogListener {
  /** A final came; it is the last of `finals`. */
  onFinal?(final: Result): void;
  /** The partial was replaced, or is gone. */
  onPartial?(partial: Result | undefined): void;
}

/**
 * The text of one session: finals, which never change, and the partial that the next result replaces. Finals are added in
 * place, so that a session of hours costs no copies.
 */
export class CaptionLog {
  readonly #finals: Result[] = [];
  readonly #listeners = new Set<CaptionLogListener>();
  #partial: Result | undefined;

  /** In the order of their segments; the array grows in place, those without text are left out. */
  get finals(): readonly Result[] {
    return this.#finals;
  }

  get partial(): Result | undefined {
    return this.#partial;
  }

  /** Where the last final ends, in ms; 0 before the first. */
  get endMs(): number {
    return this.#finals.at(-1)?.endMs ?? 0;
  }

  /** Takes the next result. A final whose segment is there already changes nothing, as after a reconnection. */
  add(result: Result): void {
    if (!result.isFinal) {
      this.#setPartial(result.text === '' ? undefined : result);
      return;
    }
    if (this.#partial !== undefined && this.#partial.segment <= result.segment) this.#setPartial(undefined);
    if (result.text === '' || result.segment <= (this.#finals.at(-1)?.segment ?? -1)) return;
    this.#finals.push(result);
    for (const listener of this.#listeners) listener.onFinal?.(result);
  }

  /** The open segment will be heard again, or never ends. */
  dropPartial(): void {
    this.#setPartial(undefined);
  }

  /** Returns what ends the listening. */
  listen(listener: CaptionLogListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #setPartial(partial: Result | undefined): void {
    if (partial === this.#partial) return;
    this.#partial = partial;
    for (const listener of this.#listeners) listener.onPartial?.(partial);
  }
}

/**
 * The final in whose time a moment lies.
 *
 * @param finals - in order.
 * @param atMs - ms of the session's audio.
 * @returns its index; of the one before when the moment is between two; -1 before the first.
 */
export function finalAt(finals: readonly Result[], atMs: number): number {
  let [low, high] = [0, finals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((finals[middle]?.startMs ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
