import type { Result } from '@steno/client/browser';

/** What the tab that records a session tells the other pages of this browser. */
export type TabMessage =
  | { readonly type: 'result'; readonly id: string; readonly result: Result }
  | { readonly type: 'started' | 'ended' | 'removed'; readonly id: string }
  /** A page that has just opened asks who records: `started` and the newest partial are told again. */
  | { readonly type: 'asked' };

/** What of a `BroadcastChannel` is used. */
export type ChannelPort = Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'close'>;

/** The pages of one browser tell each other what is being recorded, so that a second one shows it, too. */
export class TabChannel {
  readonly #port: ChannelPort;

  /** Takes over the port. */
  constructor(port: ChannelPort = new BroadcastChannel('steno-console')) {
    this.#port = port;
  }

  tell(message: TabMessage): void {
    this.#port.postMessage(message);
  }

  /** Listens until it is closed; only pages of this origin are heard. */
  listen(listener: (message: TabMessage) => void): void {
    this.#port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const message = parseTabMessage(data);
      if (message !== undefined) listener(message);
    });
  }

  close(): void {
    this.#port.close();
  }
}

/**
 * Reads what another page told; a page of another version may tell something else.
 *
 * @returns undefined when it is none of the messages.
 */
export function parseTabMessage(value: unknown): TabMessage | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  if (value.type === 'asked') return { type: 'asked' };
  if (!('id' in value) || typeof value.id !== 'string') return undefined;
  const { id, type } = value;
  if (type === 'started' || type === 'ended' || type === 'removed') return { type, id };
  if (type !== 'result' || !('result' in value)) return undefined;
  const { result } = value;
  if (typeof result !== 'object' || result === null || !('text' in result) || !('segment' in result)) return undefined;
  // A page of this origin made it of a Result of the client.
  return { type, id, result: result as Result };
}
