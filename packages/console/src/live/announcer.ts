/** How a screen reader is told. */
export interface AnnouncerParts {
  /** Shows text in the live region, in place of what was there. */
  readonly say: (text: string) => void;
  /** Calls back after `ms`; returns what cancels it. */
  readonly schedule: (ms: number, callback: () => void) => () => void;
}

/** Between two announcements. Chosen: speech that is read aloud takes about as long as it took to say. */
const pauseMs = 3000;
/** What is read at once at most; of more, the newest words. */
const maxCharacters = 400;

/** Tells a screen reader the finals, some at a time: none is interrupted, and what it cannot keep up with is left out. */
export class Announcer {
  readonly #parts: AnnouncerParts;
  #waiting = '';
  #cancel: (() => void) | undefined;

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
  }

  /** A final came. */
  add(text: string): void {
    this.#waiting = `${this.#waiting} ${text}`.trim();
    if (this.#waiting.length > maxCharacters) {
      const cut = this.#waiting.slice(-maxCharacters);
      this.#waiting = cut.slice(cut.search(/\s/u) + 1);
    }
    if (this.#cancel === undefined) this.#tell();
  }

  /** Says nothing more. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting = '';
  }

  #tell(): void {
    this.#cancel = undefined;
    if (this.#waiting === '') return;
    this.#parts.say(this.#waiting);
    this.#waiting = '';
    this.#cancel = this.#parts.schedule(pauseMs, () => {
      this.#tell();
    });
  }
}
