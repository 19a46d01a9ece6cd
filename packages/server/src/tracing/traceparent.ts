/** Where the trace of a client goes on. */
export interface TraceParent {
  /** 32 hex digits in lower case, not all 0. */
  readonly traceId: string;
  /** 16 hex digits in lower case, not all 0. */
  readonly spanId: string;
  /** Whether the client records its part of the trace. */
  readonly isSampled: boolean;
}

/** Versions to come may append more behind a dash. */
const form = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * Reads a header `traceparent`, W3C Trace Context, level 2: w3.org/TR/trace-context-2.
 *
 * @returns undefined when there is none, or none that can be read: the trace begins here then.
 */
export function parseTraceparent(header: string | readonly string[] | undefined): TraceParent | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId, spanId, flags, more] = form.exec(header.slice(0, 200)) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
