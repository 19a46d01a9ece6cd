import type { Clock } from '../session/ports.ts';
import type { SessionSummary } from '../session/session-parts.ts';
import type { FinalTrace, HeardFinal, SessionTrace } from '../session/session-trace.ts';
import type { Span } from './tracing.ts';

/** A segment somebody is speaking. */
interface OpenSegment {
  readonly span: Span;
  /** When its first audio came, in ms. */
  readonly fromMs: number;
  hasPartial: boolean;
}

/** Makes spans of the steps of one session. */
export class SessionSpans implements SessionTrace {
  readonly #root: Span;
  readonly #clock: Clock;
  #recognitionStart: Span | undefined;
  #segment: OpenSegment | undefined;
  #finish: Span | undefined;
  #segments = 0;
  #errorCode: string | undefined;

  /** @param root - the span of the session; ended by {@link closed}. */
  constructor(root: Span, clock: Clock) {
    this.#root = root;
    this.#clock = clock;
  }

  /** The span of the session. */
  get root(): Span {
    return this.#root;
  }

  audioBegan(): void {
    this.#recognitionStart = this.#root.begin('recognition start');
  }

  decodingBegan(): void {
    this.#recognitionStart?.end();
    this.#recognitionStart = undefined;
  }

  speechBegan(atMs: number | undefined): void {
    this.#segment ??= this.#open(atMs);
  }

  partialSent(atMs: number | undefined): void {
    const segment = (this.#segment ??= this.#open(atMs));
    if (segment.hasPartial) return;
    segment.hasPartial = true;
    segment.span.tell({ 'steno.first_partial_ms': this.#since(segment.fromMs) });
  }

  finalHeard({ wordCount, lastWordAtMs, secondPass }: HeardFinal): FinalTrace {
    const { span } = this.#segment ?? this.#open(lastWordAtMs);
    this.#segment = undefined;
    const heardMs = this.#clock.nowMs();
    if (secondPass !== undefined) {
      const { waitedMs, isHeard } = secondPass;
      span.begin('second pass', { atMs: heardMs - waitedMs, facts: { 'steno.is_heard': isHeard } }).end();
    }
    return {
      dropped: () => {
        span.end({ facts: { 'steno.words': 0 } });
      },
      stored: (isKept) => {
        const write = span.begin('store write', { atMs: heardMs, facts: { 'steno.is_kept': isKept } });
        write.end({ errorCode: isKept ? undefined : 'not_recorded' });
      },
      sent: () => {
        const number = this.#segments;
        this.#segments += 1;
        span.end({
          facts: {
            'steno.segment': number,
            'steno.words': wordCount,
            'steno.store_ms': this.#since(heardMs),
            ...(lastWordAtMs === undefined ? {} : { 'steno.final_ms': this.#since(lastWordAtMs) }),
          },
        });
      },
    };
  }

  stopping(): void {
    this.#finish ??= this.#root.begin('finish');
  }

  stopped(): void {
    this.#finish?.end();
    this.#finish = undefined;
  }

  /** The server takes no more sessions, and waits for this one. */
  draining(): void {
    this.#root.note('draining');
  }

  /** Nothing more will be recognised. */
  over({ errorCode, ending, receivedMs, finals, shedPartials, resumes, recoveries }: SessionSummary): void {
    this.#root.tell({
      'steno.ending': ending,
      'steno.received_ms': receivedMs,
      'steno.finals': finals,
      'steno.shed_partials': shedPartials,
      'steno.resumes': resumes,
      'steno.recoveries': recoveries,
    });
    if (errorCode !== undefined) this.#root.tell({ 'steno.error_code': errorCode });
    this.#errorCode = errorCode;
  }

  /** Nobody can resume it any more. */
  closed(): void {
    const errorCode = this.#errorCode;
    this.#recognitionStart?.end({ errorCode });
    this.#segment?.span.end({ errorCode });
    this.#finish?.end({ errorCode });
    this.#root.end({ errorCode });
  }

  #open(atMs: number = this.#clock.nowMs()): OpenSegment {
    return { span: this.#root.begin('segment', { atMs }), fromMs: atMs, hasPartial: false };
  }

  #since(atMs: number): number {
    return Math.round(this.#clock.nowMs() - atMs);
  }
}
