import type { StateMessage } from '@steno/protocol';
import type { Resumption } from './session-request.ts';

/** What a client knows of one session of the server. */
export class ServerSession {
  /** The number of the last message that arrived; -1 for none. */
  lastSeq = -1;
  /** How often a message had another number than was due. */
  numberFaults = 0;
  #id = '';
  #resumeToken = '';
  #isAgreed = false;

  /** Its name; empty before the server told it. */
  get id(): string {
    return this.#id;
  }

  /** True once it takes audio, and can be resumed. */
  get isAgreed(): boolean {
    return this.#isAgreed;
  }

  /** What to come back with; undefined when it cannot be come back to. */
  get resumption(): Resumption | undefined {
    if (!this.#isAgreed) return undefined;
    return { sessionId: this.#id, resumeToken: this.#resumeToken, lastSeq: this.lastSeq };
  }

  /** Takes note of a `listening`. Returns true for the first one. */
  listening({ session_id: id, resume_token: token }: StateMessage): boolean {
    const isFirst = this.#id === '';
    this.#id = id ?? this.#id;
    this.#resumeToken = token ?? this.#resumeToken;
    return isFirst;
  }

  /** It is as it was asked for. Returns false when the server did not say what to resume it with. */
  agree(): boolean {
    this.#isAgreed = this.#id !== '' && this.#resumeToken !== '';
    return this.#isAgreed;
  }

  /** Takes note of a `resumed`. Returns false when that is not the answer to what was asked. */
  resumed({ seq, session_id: id, resume_token: token, received_bytes: received }: StateMessage): boolean {
    if (!this.#isAgreed || seq !== this.lastSeq || id !== this.#id || token === undefined || received === undefined) {
      return false;
    }
    this.#resumeToken = token;
    return true;
  }
}
