import { timingSafeEqual } from 'node:crypto';

/**
 * Tokens whose arrival nothing has shown, at most; the oldest of them is given up for a new one. Chosen: a
 * client that is cut off more often while it resumes has lost all of them but the first.
 */
const maxUnproven = 8;

/**
 * The tokens a session can be resumed with. Each resume issues another one. A token is used up as soon
 * as the client has shown, by using a later one or by confirming, that it has a later one: until then the
 * answer with the later one may have been lost.
 */
export class ResumeTokens {
  readonly #create: () => string;
  /** The first one the client has for certain, the others were issued after it. */
  #tokens: string[];

  /** @param create - makes a token nobody can guess, the same length each time; 32 random bytes or more. */
  constructor(create: () => string) {
    this.#create = create;
    this.#tokens = [create()];
  }

  /** The newest token. */
  get current(): string {
    return this.#tokens.at(-1) ?? '';
  }

  /**
   * Takes a token: those before it are used up from now on.
   *
   * @returns false when it is none of this session's, or used up. How long that takes tells nothing.
   */
  take(token: string): boolean {
    const given = Buffer.from(token);
    let found = -1;
    // No early end: how much of a guess is right must not show in the time an answer takes.
    this.#tokens.forEach((known, index) => {
      const bytes = Buffer.from(known);
      if (bytes.length === given.length && timingSafeEqual(bytes, given)) found = index;
    });
    if (found < 0) return false;
    this.#tokens = this.#tokens.slice(found);
    return true;
  }

  /** Issues a token beside those that are not used up. */
  issue(): string {
    if (this.#tokens.length > maxUnproven) this.#tokens.splice(1, 1);
    const token = this.#create();
    this.#tokens.push(token);
    return token;
  }

  /** The client has shown that it has the newest token. */
  prove(): void {
    this.#tokens = [this.current];
  }
}
