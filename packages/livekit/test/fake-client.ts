import type {
  AudioChunk,
  Client,
  ClosedReason,
  Result,
  SessionEvents,
  TranscribeOptions,
  TranscriptionSession,
  TranscriptSnapshot,
} from '@steno/client/node';
import { ClientError } from '@steno/client/node';
import type { StateMessage } from '@steno/protocol';
import { until } from '@steno/testkit';

/** A client whose sessions do what a test says. */
export class FakeClient implements Client {
  readonly sessions: FakeSession[] = [];
  /** What `opened` of the next sessions does. */
  opening: 'at_once' | 'never' = 'at_once';

  transcribe(options: TranscribeOptions = {}): FakeSession {
    const session = new FakeSession(options, `session-${this.sessions.length + 1}`);
    this.sessions.push(session);
    if (this.opening === 'at_once') session.open();
    return session;
  }

  /** Waits for a session, counted from 1. */
  async session(number = 1): Promise<FakeSession> {
    await until(() => this.sessions.length >= number, `session ${number}`);
    const session = this.sessions[number - 1];
    if (session === undefined) throw new Error('unreachable');
    return session;
  }
}

/** A session that a test tells what to hear. */
export class FakeSession implements TranscriptionSession {
  readonly options: TranscribeOptions;
  readonly id: string;
  readonly opened: Promise<StateMessage>;
  readonly closed: Promise<ClosedReason>;
  readonly sent: Int16Array[] = [];
  flushes = 0;
  /** The flushes are answered by {@link answerFlush} only. */
  holdsFlushes = false;
  isStopping = false;
  isOver = false;
  /** What `send` fails with, once it is set. */
  fault: Error | undefined;
  readonly finals: Result[] = [];
  readonly #listeners = new Map<string, ((event: never) => void)[]>();
  readonly #flushAnswers: (() => void)[] = [];
  readonly #close: (reason: ClosedReason) => void;
  readonly #open: (state: StateMessage) => void;

  constructor(options: TranscribeOptions, id: string) {
    this.options = options;
    this.id = id;
    const opened = withResolvers<StateMessage>();
    const closed = withResolvers<ClosedReason>();
    this.opened = opened.promise;
    this.closed = closed.promise;
    this.#open = opened.resolve;
    this.#close = (reason) => {
      if (this.isOver) return;
      this.isOver = true;
      opened.promise.catch(() => undefined);
      if (reason.type !== 'stopped') opened.reject(errorOf(reason));
      closed.resolve(reason);
    };
    options.signal?.addEventListener('abort', () => {
      this.abort();
    });
  }

  /** Samples sent so far. */
  get sentSamples(): number {
    return this.sent.reduce((sum, { length }) => sum + length, 0);
  }

  open(): void {
    this.#open({ type: 'state', seq: 0, state: 'listening', session_id: this.id, model: 'fake-model' });
  }

  /** Tells an event. */
  tell<Name extends keyof SessionEvents>(name: Name, event: SessionEvents[Name]): void {
    if (name === 'final') this.finals.push(event as Result);
    for (const listener of this.#listeners.get(name) ?? []) (listener as (event: SessionEvents[Name]) => void)(event);
  }

  /** Ends the session, as after `stop`. */
  finish(): void {
    this.#close({ type: 'stopped', durationMs: undefined });
  }

  fail(error: ClientError): void {
    this.#close({ type: 'failed', error });
  }

  answerFlush(): void {
    this.#flushAnswers.shift()?.();
  }

  async send(chunk: AudioChunk): Promise<void> {
    if (this.fault !== undefined) throw this.fault;
    if (this.isOver) throw errorOf(await this.closed);
    if (!(chunk instanceof Int16Array)) throw new TypeError('the plugin sends samples');
    this.sent.push(chunk);
  }

  async flush(): Promise<void> {
    this.flushes += 1;
    if (this.holdsFlushes) await new Promise<void>((resolve) => this.#flushAnswers.push(resolve));
  }

  async stop(): Promise<TranscriptSnapshot> {
    this.isStopping = true;
    const reason = await this.closed;
    if (reason.type !== 'stopped') throw errorOf(reason);
    return this.transcript;
  }

  abort(): void {
    this.#close({ type: 'aborted' });
  }

  on<Name extends keyof SessionEvents>(name: Name, listener: (event: SessionEvents[Name]) => void): () => void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return () => undefined;
  }

  status(): 'listening' {
    return 'listening';
  }

  get transcript(): TranscriptionSession['transcript'] {
    const text = this.finals.map((final) => final.text).join(' ');
    const written = { finals: this.finals, partial: undefined, text, ...writers };
    return { ...written, snapshot: () => written };
  }

  get results(): never {
    throw new Error('the plugin listens to events');
  }

  get audio(): never {
    throw new Error('the plugin sends chunks');
  }
}

const writers = { toText: () => '', toSrt: () => '', toVtt: () => '', toJson: () => '' };

function errorOf(reason: ClosedReason): Error {
  if (reason.type === 'failed') return reason.error;
  return new ClientError('closed', 'the session is over');
}

/** A partial of the session. */
export function partial(text: string, facts: Partial<Result> = {}): Result {
  return result(text, false, facts);
}

/** A final of the session; its words are spread over its time. */
export function final(text: string, facts: Partial<Result> = {}): Result {
  return result(text, true, facts);
}

function result(text: string, isFinal: boolean, facts: Partial<Result>): Result {
  const { startMs = 0, endMs = 1000 } = facts;
  const spoken = text.split(' ').filter((word) => word !== '');
  const stepMs = (endMs - startMs) / spoken.length;
  const words = isFinal
    ? spoken.map((word, index) => ({
        word,
        startMs: startMs + index * stepMs,
        endMs: startMs + (index + 1) * stepMs,
        confidence: 0.9,
      }))
    : [];
  return { segment: 0, text, isFinal, startMs, endMs, language: undefined, words, ...facts };
}

interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function withResolvers<T>(): Resolvers<T> {
  const made: Partial<Resolvers<T>>[] = [];
  const promise = new Promise<T>((resolve, reject) => {
    made.push({ resolve, reject });
  });
  return { promise, resolve: (value) => made[0]?.resolve?.(value), reject: (error) => made[0]?.reject?.(error) };
}
