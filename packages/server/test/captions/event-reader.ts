import { get, type IncomingMessage } from 'node:http';
import { within } from '@steno/testkit';

/** One event as a viewer reads it. */
export interface ReadEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Splits server-sent events, as they came so far; comments are left out. */
export function parseEvents(text: string): readonly ReadEvent[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .filter((block) => !block.startsWith(':'))
    .map((block) => {
      const fields = Object.fromEntries(
        block.split('\n').map((line) => {
          const colon = line.indexOf(': ');
          return [line.slice(0, colon), line.slice(colon + 2)] as const;
        }),
      );
      const { event = '', id, data = '' } = fields;
      return { event, ...(id === undefined ? {} : { id }), data: JSON.parse(data) as ReadEvent['data'] };
    });
}

/** A viewer over a socket of their own. */
export class EventReader {
  readonly response: IncomingMessage;
  /** Resolves when the answer is over. */
  readonly ended: Promise<void>;
  #text = '';
  readonly #waiting = new Set<() => void>();

  /** For {@link readEvents}. */
  constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8');
    const tell = (): void => {
      for (const look of this.#waiting) look();
    };
    response.on('data', (part: string) => {
      this.#text += part;
      tell();
    });
    this.ended = new Promise((resolve) => {
      response.once('close', () => {
        tell();
        resolve();
      });
    });
    // An answer that is cut off is over all the same.
    response.on('error', () => undefined);
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  /** Everything that came, as it came. */
  get text(): string {
    return this.#text;
  }

  get events(): readonly ReadEvent[] {
    return parseEvents(this.#text);
  }

  /** The segments of the finals, in the order they came. */
  get finals(): readonly number[] {
    return this.events.filter(({ event }) => event === 'final').map(({ id }) => Number(id));
  }

  /** Waits for an event; those that have come already count. */
  async event(name: string, isWanted: (event: ReadEvent) => boolean = () => true): Promise<ReadEvent> {
    let look: () => void = () => undefined;
    const found = new Promise<ReadEvent>((resolve, reject) => {
      look = () => {
        const wanted = this.events.find((event) => event.event === name && isWanted(event));
        if (wanted !== undefined) resolve(wanted);
        else if (this.response.destroyed) reject(new Error(`the answer ended before ${name} came: ${this.#text}`));
      };
    });
    this.#waiting.add(look);
    look();
    try {
      return await within(found, `the event ${name}`);
    } finally {
      this.#waiting.delete(look);
    }
  }

  /** Waits until a text has come. */
  async until(text: string): Promise<void> {
    let look: () => void = () => undefined;
    const found = new Promise<void>((resolve) => {
      look = () => {
        if (this.#text.includes(text)) resolve();
      };
    });
    this.#waiting.add(look);
    look();
    await within(found, text);
    this.#waiting.delete(look);
  }

  /** The body of an answer that is no stream. */
  async body(): Promise<Readonly<Record<string, unknown>>> {
    await within(this.ended, 'the end of the answer');
    return JSON.parse(this.#text) as Readonly<Record<string, unknown>>;
  }

  /** Ends the connection. */
  leave(): void {
    this.response.destroy();
  }
}

/** Asks for captions; resolves with the head of the answer. */
export function readEvents(
  url: string,
  credential: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> {
  const answered = new Promise<EventReader>((resolve, reject) => {
    get(url, { agent: false, headers: { authorization: `Bearer ${credential}`, ...headers } }, (response) => {
      resolve(new EventReader(response));
    }).once('error', reject);
  });
  return within(answered, 'the answer');
}
