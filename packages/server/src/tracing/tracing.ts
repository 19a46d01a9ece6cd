import type { TraceParent } from './traceparent.ts';

/** Facts of a span by name: numbers, codes and ids; never a credential, never speech. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

/** How a span begins. */
export interface SpanStart {
  /** In ms of the server's clock; default now. */
  readonly atMs?: number;
  readonly facts?: SpanFacts;
  /** Another trace that has to do with it. */
  readonly link?: TraceParent | undefined;
}

/** How a span ends. */
export interface SpanEnd {
  /** In ms of the server's clock; default now. */
  readonly atMs?: number;
  readonly facts?: SpanFacts;
  /** What went wrong; a code, no text. */
  readonly errorCode?: string | undefined;
}

/** A stretch of time with a name, as tools for traces show it. */
export interface Span {
  /** Begins a span within it. */
  begin(name: string, start?: SpanStart): Span;
  /** Adds facts. */
  tell(facts: SpanFacts): void;
  /** Notes that something happened, now. */
  note(event: string, facts?: SpanFacts): void;
  /** Ends it; what is told after that is lost. Idempotent. */
  end(end?: SpanEnd): void;
}

/** Spans that were made, by what became of them. */
export interface SpanFigures {
  /** Waiting to be exported. */
  readonly waiting: number;
  /** Taken by the receiver. */
  readonly exported: number;
  /** Left out because too many waited. */
  readonly dropped: number;
  /** Not taken by the receiver. */
  readonly failed: number;
}

/** Where traces begin. */
export interface Tracing {
  /**
   * Begins a trace, or goes on with that of a client.
   *
   * @returns undefined when this one is not to be recorded.
   */
  begin(name: string, start: SpanStart & { readonly parent?: TraceParent | undefined }): Span | undefined;
  readonly figures: SpanFigures;
  /** Exports what waits, for a few seconds at most. Idempotent. */
  close(): Promise<void>;
}
