import type { Session } from './session.ts';
import { sessionWords } from './session-words.ts';

/** Who wants to go on with which session. */
export interface ResumeRequest {
  readonly sessionId: string;
  readonly resumeToken: string;
  readonly lastSeq: number;
  /** Whose credential came with the request. */
  readonly owner: string;
}

/**
 * Sessions that are over, without a connection, and kept for a client that may have missed the end.
 * Chosen: a few kilobytes each; past it the oldest are let go before their resume window is over.
 */
const maxKeptEnds = 1000;
/** Sessions remembered by name only, to tell "over" from "unknown". Chosen: about 2 MB. */
const maxRemembered = 10_000;

/** The sessions of a server, from their opening until nobody can resume them any more. */
export class SessionRegistry {
  readonly #sessions = new Map<string, Session>();
  /** Owners of sessions that are gone, the oldest first. */
  readonly #gone = new Map<string, string>();
  /** Sessions that are over, the oldest first. */
  readonly #over = new Set<Session>();
  #waiting: (() => void)[] = [];

  /** Sessions that are not over. */
  get liveCount(): number {
    return this.#sessions.size - this.#over.size;
  }

  /** All sessions that can be resumed or have a connection; a copy. */
  get sessions(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  /** Takes a new session in. */
  add(session: Session): void {
    this.#sessions.set(session.sessionId, session);
  }

  /** A session is over: nothing more will be recognised. */
  over(session: Session): void {
    this.#over.add(session);
    if (this.#over.size > maxKeptEnds) [...this.#over].find(({ connection }) => connection === undefined)?.expire();
    this.#tellAllOver();
  }

  /** A session is gone: nobody can resume it any more. */
  remove(session: Session): void {
    this.#sessions.delete(session.sessionId);
    this.#over.delete(session);
    this.#gone.set(session.sessionId, session.owner);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > maxRemembered && oldest !== undefined) this.#gone.delete(oldest);
    this.#tellAllOver();
  }

  /**
   * Finds the session a client wants to go on with.
   *
   * @throws WireError `session_unknown`, also for another owner's and for a wrong token; `session_expired`;
   *   `bad_request` for a number of a message that never was.
   */
  find({ sessionId, resumeToken, lastSeq, owner }: ResumeRequest): Session {
    const session = this.#sessions.get(sessionId);
    if (session?.owner === owner) {
      session.checkResume(resumeToken, lastSeq);
      return session;
    }
    if (this.#gone.get(sessionId) === owner) throw sessionWords.expired(sessionId);
    throw sessionWords.unknown();
  }

  /** Resolves as soon as no session is live. */
  async allOver(): Promise<void> {
    if (this.liveCount === 0) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #tellAllOver(): void {
    if (this.liveCount > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
