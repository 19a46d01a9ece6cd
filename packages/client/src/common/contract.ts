import type { ServerMessage, SessionOptionChanges, StateMessage } from '@steno/protocol';
import type { ClientError } from './client-error.ts';
import type { Transcript, TranscriptSnapshot } from './transcript.ts';

/**
 * Gives the credential of one connection: an API key, or a short-lived session token. Called for every connection and
 * reconnection, so that a token may live for seconds only.
 *
 * @param request - `signal` aborts when the answer is not waited for any more (session over, or `tokenTimeoutMs` passed).
 */
export type TokenProvider = (request: { readonly signal: AbortSignal }) => string | Promise<string>;

/** What a client is made with. */
export interface ClientOptions {
  /** The server: `ws://`, `wss://`, `http://` or `https://`; without a path the real-time path is added. */
  readonly url: string;
  /** The credential, or who gives it; default: none is sent. Never logged, never part of an error, never in the URL. */
  readonly token?: string | TokenProvider;
  /** How sessions wait and give up; default: {@link defaultSessionLimits}. */
  readonly limits?: Partial<SessionLimits>;
}

/** What a session is opened with: the options of the wire by their names in code, and the language. */
export interface TranscribeOptions extends SessionOptionChanges {
  /** A BCP-47 tag, for example `en-US`; default: what the server is set to. */
  readonly language?: string;
  /** What `send` does when the resend buffer is full: wait for the server, or end the session; default `block`. */
  readonly whenBufferFull?: 'block' | 'fail';
  /**
   * Tries the first opening again as reconnections are, as long as what fails is retryable; default false, so that the
   * caller learns at once what the server says.
   */
  readonly retryOpening?: boolean;
  /**
   * Says every `pingIntervalMs` that the client is there while it sends no audio, so that the server does not end the
   * session as idle; default false: that limit frees what nobody uses.
   */
  readonly keepAlive?: boolean;
  /** Aborts the session. */
  readonly signal?: AbortSignal;
}

/** How a session waits; every one of them has a bound and a default in `defaultSessionLimits`. */
export interface SessionLimits {
  /** How long one opening of a connection may take, in ms; default 10,000. */
  readonly connectTimeoutMs: number;
  /** How long the token provider may take, in ms; default 10,000. */
  readonly tokenTimeoutMs: number;
  /** Audio kept to be sent again, in ms; default 60,000 (1.92 MB). */
  readonly resendBufferMs: number;
  /** Bytes the socket may hold before `send` waits; default 262,144. */
  readonly highWaterMarkBytes: number;
  /** Results not read yet that are kept for one reader; above it partials are shed, finals never; default 1,000. */
  readonly maxUnreadMessages: number;
  /** The first delay before a reconnection, in ms, doubled each time, with jitter; default 250. */
  readonly reconnectDelayMs: number;
  /** The longest delay before a reconnection, in ms; default 10,000. */
  readonly maxReconnectDelayMs: number;
  /** How long a session may be without a connection before it fails, in ms; default 120,000. */
  readonly reconnectTimeoutMs: number;
  /** How often a server is asked for a sign of life, in ms; default 20,000. */
  readonly pingIntervalMs: number;
  /** How long a server may be silent before its connection is given up, in ms; default 50,000. */
  readonly silenceTimeoutMs: number;
  /** How long no message may come after `stop` before the session fails, in ms; default 120,000. */
  readonly stopTimeoutMs: number;
}

/** A word of a final, on the sample clock of the session. */
export interface ResultWord {
  readonly word: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0..1; absent when unknown. */
  readonly confidence?: number;
}

/** A partial or a final. Times are ms of the audio sent to the session from its beginning, whatever happened to connections. */
export interface Result {
  /** Number of the segment, from 0, without gaps in one session of the client. */
  readonly segment: number;
  readonly text: string;
  /** False: replaces the result before it of the same segment. True: never changes. */
  readonly isFinal: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly language: string | undefined;
  /** 0..1, on partials: the likelihood that the words will not change; absent when unknown. */
  readonly stability?: number;
  /** How many of the first words are not expected to change; absent when unknown. */
  readonly stableWords?: number;
  /** 0..1, on finals; absent when unknown. */
  readonly confidence?: number;
  /** On finals: one for each word of `text`; empty when the server told none. */
  readonly words: readonly ResultWord[];
}

/**
 * What a session is doing.
 * - `connecting`: the first connection is being made.
 * - `listening`: the server hears.
 * - `reconnecting`: the connection is lost, another one is being made; audio is kept meanwhile.
 * - `stale`: connected, but the server has given no sign of life for more than `pingIntervalMs`.
 * - `slow`: the server or the network takes audio more slowly than it is sent, or it said that it lags.
 * - `stopping`: no more audio is taken, the last finals are awaited.
 * - `closed`: over; `closed` says why.
 */
export type SessionStatus = 'connecting' | 'listening' | 'reconnecting' | 'stale' | 'slow' | 'stopping' | 'closed';

/** Why a session is over. */
export type ClosedReason =
  /** Everything was transcribed. `durationMs`: the audio heard; undefined when the server did not say. */
  | { readonly type: 'stopped'; readonly durationMs: number | undefined }
  /** {@link TranscriptionSession.abort} was called, or the signal aborted. */
  | { readonly type: 'aborted' }
  | { readonly type: 'failed'; readonly error: ClientError };

/**
 * The server does not know the session any more (it was started anew, or the session's time without a connection was
 * over), so another one goes on in its place. The audio since the last final is heard again as far as it is kept.
 */
export interface Restart {
  readonly previousSessionId: string;
  readonly sessionId: string;
  /** Why the former one is over: the server's code, for example `session_unknown`; `stopped` when it told none. */
  readonly wireCode: string;
  /** Where the new session hears on, in ms of the client's session. */
  readonly heardAgainFromMs: number;
  /**
   * The audio behind the last final that is not kept any more, in ms of the client's session: nobody hears it again, and
   * what the server before heard in it is not known. Undefined when there is none.
   */
  readonly lost: { readonly fromMs: number; readonly toMs: number } | undefined;
}

/** The events of a session and what they carry. */
export interface SessionEvents {
  /** The server hears: told once for each server session, with what was agreed. */
  readonly listening: StateMessage;
  readonly partial: Result;
  readonly final: Result;
  /** Where speech begins and ends, in ms; with `events: true` only. */
  readonly speechStart: { readonly atMs: number };
  readonly speechEnd: { readonly atMs: number };
  /** A `warning` of the server, by its code. */
  readonly warning: { readonly code: string; readonly message: string; readonly lagMs?: number };
  /** The server will end then. */
  readonly shuttingDown: { readonly at: Date };
  readonly status: SessionStatus;
  /** Came back to the same session: `missedMs` is how long it was without a connection. */
  readonly resumed: { readonly sessionId: string; readonly missedMs: number };
  readonly restarted: Restart;
  /** Every message of the server as it came, before it becomes one of the events above; times are the server's. */
  readonly message: ServerMessage;
  readonly closed: ClosedReason;
}

/** Audio for a session: 16 kHz mono 16-bit. `Uint8Array` and `ArrayBuffer` hold s16le bytes, of any length, odd ones too. */
export type AudioChunk = Int16Array | Uint8Array | ArrayBuffer;

/**
 * One transcription: audio in, results out, over as many connections as it takes. It begins to connect when it is made.
 * The caller ends it by `stop` or `abort`.
 */
export interface TranscriptionSession {
  /** The server's name of the session; undefined before the first `listening`. Another one after a restart. */
  readonly id: string | undefined;
  /** What was agreed for the session. Rejects with ClientError when it could not be opened, or was aborted before. */
  readonly opened: Promise<StateMessage>;
  /** Why the session is over; never rejects. */
  readonly closed: Promise<ClosedReason>;
  /** Finals and the open partial, kept up to date. */
  readonly transcript: Transcript;
  /**
   * Partials and finals, in order, for one reader. At `maxUnreadMessages` unread ones partials are shed, finals never.
   * Ends when the session does; throws the ClientError of a session that failed.
   */
  readonly results: AsyncIterable<Result>;
  /** `send` as a stream: writing waits as `send` does, closing it is `stop`, aborting it is `abort`. */
  readonly audio: WritableStream<AudioChunk>;
  /**
   * Sends audio; before the connection is there and while it is lost, the audio is kept.
   *
   * @param chunk - copied.
   * @returns once there is room for more: await it, and audio goes no faster than the server takes it.
   * @throws TypeError for anything but {@link AudioChunk}, with what to do for Float32Array; InvalidStateError after
   *   `stop`; ClientError when the session is over (all as rejections).
   */
  send(chunk: AudioChunk): Promise<void>;
  /** Asks for the final of what was sent so far. Resolves once it is there; asked again after a reconnection. */
  flush(): Promise<void>;
  /**
   * Says that no audio follows. Idempotent.
   *
   * @returns the whole transcript, once the last final is there.
   * @throws ClientError (as a rejection) when the session fails or was aborted.
   */
  stop(): Promise<TranscriptSnapshot>;
  /** Ends the session at once; what was not transcribed is lost. Idempotent. */
  abort(): void;
  status(): SessionStatus;
  /**
   * Listens to an event. Listeners are called in the order they were added; what one throws is reported as an unhandled
   * error of the platform and hurts no other.
   *
   * @returns removes the listener. All are removed when the session is over, after `closed`.
   */
  on<Name extends keyof SessionEvents>(name: Name, listener: (event: SessionEvents[Name]) => void): () => void;
}

/** Opens sessions with one server. */
export interface Client {
  transcribe(options?: TranscribeOptions): TranscriptionSession;
}

/** A source of audio that fits a session: `await input.readable.pipeTo(session.audio)` transcribes all of it. */
export interface AudioInput {
  /** s16le mono 16 kHz; chunks of 100 ms from a live source, of any length from others. Pulled: it goes no faster than it is read. */
  readonly readable: ReadableStream<Uint8Array>;
  /** Releases the device, the program or the file. Idempotent; the readable ends. */
  close(): Promise<void>;
}
