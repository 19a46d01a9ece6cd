import type { SessionLimits, TokenProvider, TranscribeOptions, Client } from '@steno/client/node';

/** How speech is heard; changed by `updateOptions`. Names and defaults are those of the client. */
export interface RecognitionOptions extends Omit<
  TranscribeOptions,
  'ack' | 'events' | 'retryOpening' | 'signal' | 'whenBufferFull'
> {
  /** A BCP-47 tag, for example `en-US`; default: what the server is set to. */
  readonly language?: string;
}

/** Where the server is, for an STT that makes its own client. */
export interface ServerOptions {
  /** The server; default: the environment variable `STENO_URL`, else `ws://127.0.0.1:8080`. */
  readonly url?: string;
  /** An API key, or who gives a credential for each connection; default: the environment variable `STENO_KEY`. */
  readonly token?: string | TokenProvider;
  /** How sessions wait and give up; default: those of the client. */
  readonly limits?: Partial<SessionLimits>;
}

/** What an STT is made with: where the server is, or a client that is there already, and how speech is heard. */
export type SttOptions = RecognitionOptions & (ServerOptions | { readonly client: Client });
