/** One event of a stream. */
export interface StreamEvent {
  /** `message` when the stream named none. */
  readonly type: string;
  readonly data: string;
  /** The newest id the stream has told, of this event or one before; empty for none. */
  readonly id: string;
}

/** Characters that one event may have; a stream with longer ones is given up. Chosen: a segment of a minute with its words. */
export const maxEventCharacters = 262_144;

/** The stream is none, or has an event without an end. */
export class EventStreamError extends Error {
  override readonly name = 'EventStreamError';
}

/**
 * Reads `text/event-stream`, cut in any way. After "Server-sent events" of the HTML standard,
 * html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream; `retry` is not used.
 */
export class EventStreamParser {
  #rest = '';
  #type = '';
  #data: string[] = [];
  #size = 0;
  #id = '';
  #isFirst = true;

  /**
   * Takes the next text.
   *
   * @returns the events that are whole now.
   * @throws EventStreamError when an event is longer than {@link maxEventCharacters}.
   */
  push(text: string): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    let rest = this.#rest + (this.#isFirst ? text.replace(/^\uFEFF/u, '') : text);
    if (text !== '') this.#isFirst = false;
    for (;;) {
      const end = rest.search(/[\r\n]/u);
      // A lone CR at the end may be half of CR LF.
      if (end === -1 || (rest[end] === '\r' && end === rest.length - 1)) break;
      const line = rest.slice(0, end);
      rest = rest.slice(end + (rest[end] === '\r' && rest[end + 1] === '\n' ? 2 : 1));
      const event = this.#line(line);
      if (event !== undefined) events.push(event);
    }
    this.#rest = rest;
    if (this.#size + rest.length > maxEventCharacters) {
      throw new EventStreamError(`The server sent an event of more than ${maxEventCharacters} characters.`);
    }
    return events;
  }

  #line(line: string): StreamEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /u, '');
    if (field === 'event') this.#type = value;
    if (field === 'id' && !value.includes('\0')) this.#id = value;
    if (field === 'data') {
      this.#data.push(value);
      this.#size += value.length + 1;
    }
    return undefined;
  }

  #dispatch(): StreamEvent | undefined {
    const [type, data] = [this.#type || 'message', this.#data];
    this.#type = '';
    this.#data = [];
    this.#size = 0;
    return data.length === 0 ? undefined : { type, data: data.join('\n'), id: this.#id };
  }
}
