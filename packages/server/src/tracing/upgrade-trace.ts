import type { Clock } from '../session/ports.ts';
import { SessionSpans } from './session-spans.ts';
import { parseTraceparent, type TraceParent } from './traceparent.ts';
import type { Span, SpanFacts, Tracing } from './tracing.ts';

/** What is done about an upgrade request, in this order. */
export type UpgradeStep = 'authentication' | 'admission' | 'opening';

/** What a trace of an upgrade request works with. */
export interface UpgradeTraceParts {
  readonly tracing: Pick<Tracing, 'begin'>;
  readonly clock: Clock;
  /** What the client sent as `traceparent`. */
  readonly traceparent: string | readonly string[] | undefined;
}

/** Notes when what was done about an upgrade request, until it is known which trace that belongs to. */
export class UpgradeTrace {
  readonly #parts: UpgradeTraceParts;
  readonly #parent: TraceParent | undefined;
  readonly #fromMs: number;
  readonly #steps: { readonly step: UpgradeStep; readonly atMs: number }[] = [];
  #spans: SessionSpans | undefined;

  /** The request has come. */
  constructor(parts: UpgradeTraceParts) {
    this.#parts = parts;
    this.#parent = parseTraceparent(parts.traceparent);
    this.#fromMs = parts.clock.nowMs();
  }

  /** The next step begins; the one before it is over. */
  enter(step: UpgradeStep): void {
    this.#steps.push({ step, atMs: this.#parts.clock.nowMs() });
  }

  /** A session is about to open. @returns undefined when its trace is not recorded. */
  opens(facts: SpanFacts): SessionSpans | undefined {
    const root = this.#begin('session', facts);
    if (root !== undefined) this.#spans = new SessionSpans(root, this.#parts.clock);
    return this.#spans;
  }

  /** The session has opened. */
  opened(): void {
    if (this.#spans !== undefined) this.#tellSteps(this.#spans.root, {});
  }

  /** A session goes on; its trace may have begun for another client. */
  resumed(session: SessionSpans | undefined, facts: SpanFacts): void {
    if (session === undefined) return;
    const span = session.root.begin('resume', { atMs: this.#fromMs, facts, link: this.#parent });
    this.#tellSteps(span, {});
    span.end();
  }

  /** There is no session. What a limit refuses is not recorded: a flood must not fill the traces as well. */
  refused(errorCode: string): void {
    if (errorCode === 'rate_limited') return;
    const root = this.#spans?.root ?? this.#begin('session refused', {});
    if (root === undefined) return;
    this.#tellSteps(root, { errorCode });
    root.end({ errorCode });
  }

  #begin(name: string, facts: SpanFacts): Span | undefined {
    return this.#parts.tracing.begin(name, { atMs: this.#fromMs, facts, parent: this.#parent });
  }

  /** The last step is where it went wrong. */
  #tellSteps(parent: Span, last: { readonly errorCode?: string }): void {
    const handshake = parent.begin('handshake', { atMs: this.#fromMs });
    for (const [index, { step, atMs }] of this.#steps.entries()) {
      const next = this.#steps[index + 1];
      handshake.begin(step, { atMs }).end(next === undefined ? last : { atMs: next.atMs });
    }
    handshake.end(last);
  }
}
