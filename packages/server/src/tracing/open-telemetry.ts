import { randomUUID } from 'node:crypto';
import type * as Api from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Clock } from '../session/ports.ts';
import { SpanQueue } from './span-queue.ts';
import type { TraceParent } from './traceparent.ts';
import type { Span, SpanEnd, SpanFacts, SpanStart, Tracing } from './tracing.ts';

/** How long a request to the receiver may take, with what the library tries again, in ms. Chosen. */
const exportTimeoutMs = 5000;
/** Facts and events of one span; far more than any has. */
const spanLimits = { attributeCountLimit: 64, eventCountLimit: 64, linkCountLimit: 4, attributeValueLengthLimit: 200 };

/** What traces are made with. */
export interface OpenTelemetryOptions {
  /** The whole address, for example `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** Sent with each request, for example a credential of the receiver. */
  readonly headers: Readonly<Record<string, string>>;
  /** The share of traces that is recorded; 0..1. */
  readonly sampleRatio: number;
  /** Ended spans that may wait to be exported; integer, >= 1. */
  readonly maxWaiting: number;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  /** The receiver does not take spans; told once, until it has taken some again. */
  readonly onFailing: (error: unknown) => void;
  /** The receiver takes spans again. */
  readonly onRecovered: () => void;
}

/** Loads the library and makes traces with it: OTLP as JSON over HTTP. Nothing of it is loaded before. */
export async function openTelemetry(options: OpenTelemetryOptions): Promise<Tracing> {
  const [api, sdk, { resourceFromAttributes }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const { url, headers, sampleRatio, clock, now } = options;
  const exporter = new OTLPTraceExporter({
    url,
    headers: { ...headers },
    timeoutMillis: exportTimeoutMs,
    concurrencyLimit: 1,
  });
  const queue = new SpanQueue<ReadableSpan>({ ...options, send: (spans) => exported(exporter, spans) });
  const byRatio = new sdk.TraceIdRatioBasedSampler(sampleRatio);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'steno', 'service.instance.id': randomUUID() }),
    // A client may leave its trace out, but not decide how many of its traces are recorded.
    sampler: new sdk.ParentBasedSampler({ root: byRatio, remoteParentSampled: byRatio }),
    spanLimits,
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => {
          queue.add(span);
        },
        forceFlush: () => Promise.resolve(),
        shutdown: () => queue.close(),
      },
    ],
  });
  const tracer = provider.getTracer('steno');
  let closing: Promise<void> | undefined;
  return {
    begin: (name, { parent, ...start }) => {
      const context =
        parent === undefined ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, contextOf(parent));
      const parts = { api, tracer, toUnixMs: unixTimes(clock, now) };
      const span = startSpan(parts, { name, context, kind: api.SpanKind.SERVER, start });
      return span.isRecording() ? new TelemetrySpan(parts, span) : undefined;
    },
    get figures() {
      return queue.figures;
    },
    close: () => (closing ??= provider.shutdown().finally(() => exporter.shutdown())),
  };
}

interface SpanParts {
  readonly api: typeof Api;
  readonly tracer: Api.Tracer;
  /** Of a time in ms of the server's clock. */
  readonly toUnixMs: (atMs: number | undefined) => number;
}

/** One span of the library. */
class TelemetrySpan implements Span {
  readonly #parts: SpanParts;
  readonly #span: Api.Span;

  constructor(parts: SpanParts, span: Api.Span) {
    this.#parts = parts;
    this.#span = span;
  }

  begin(name: string, start: SpanStart = {}): Span {
    const { api } = this.#parts;
    const context = api.trace.setSpan(api.ROOT_CONTEXT, this.#span);
    return new TelemetrySpan(
      this.#parts,
      startSpan(this.#parts, { name, context, kind: api.SpanKind.INTERNAL, start }),
    );
  }

  tell(facts: SpanFacts): void {
    this.#span.setAttributes({ ...facts });
  }

  note(event: string, facts: SpanFacts = {}): void {
    this.#span.addEvent(event, { ...facts }, this.#parts.toUnixMs(undefined));
  }

  end({ atMs, facts, errorCode }: SpanEnd = {}): void {
    if (!this.#span.isRecording()) return;
    if (facts !== undefined) this.tell(facts);
    if (errorCode !== undefined) {
      this.#span.setAttribute('error.type', errorCode);
      this.#span.setStatus({ code: this.#parts.api.SpanStatusCode.ERROR });
    }
    this.#span.end(this.#parts.toUnixMs(atMs));
  }
}

interface SpanToStart {
  readonly name: string;
  readonly context: Api.Context;
  readonly kind: Api.SpanKind;
  readonly start: SpanStart;
}

function startSpan({ tracer, toUnixMs }: SpanParts, { name, context, kind, start }: SpanToStart): Api.Span {
  const { atMs, facts = {}, link } = start;
  const links = link === undefined ? [] : [{ context: contextOf(link) }];
  return tracer.startSpan(name, { kind, startTime: toUnixMs(atMs), attributes: { ...facts }, links }, context);
}

/** The two clocks are compared once for each trace: that of the machine may be set while a server runs. */
function unixTimes(clock: Clock, now: () => number): SpanParts['toUnixMs'] {
  const offsetMs = now() - clock.nowMs();
  return (atMs) => offsetMs + (atMs ?? clock.nowMs());
}

function contextOf({ traceId, spanId, isSampled }: TraceParent): Api.SpanContext {
  return { traceId, spanId, traceFlags: isSampled ? 1 : 0, isRemote: true };
}

function exported(exporter: SpanExporter, spans: readonly ReadableSpan[]): Promise<void> {
  return new Promise((resolve, reject) => {
    exporter.export([...spans], (result) => {
      const { error } = result;
      // The enumeration is of a package that is not ours to load.
      const code: number = result.code;
      if (code === 0) resolve();
      else reject(error ?? new Error('the receiver did not take the spans'));
    });
  });
}
