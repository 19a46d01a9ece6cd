import type { ServiceType } from '@steno/protocol';
import type { RecognitionHost } from '@steno/recognition';
import type { Capacity, SessionDemand } from '../capacity/capacity.ts';
import type { Figures } from '../metrics/figures.ts';
import type { ServedFigures } from '../metrics/served-figures.ts';
import type { OutboxFigures } from '../session/outbox.ts';
import type { Clock } from '../session/ports.ts';
import { SessionMeter } from '../session/session-meter.ts';
import type { SessionSummary } from '../session/session-parts.ts';
import type { SessionTrace } from '../session/session-trace.ts';
import type { UsageLedger, UsedBy } from '../usage/usage-ledger.ts';

/** What a session watch tells. */
export interface SessionWatchParts {
  readonly recognition: Pick<RecognitionHost, 'service'>;
  readonly clock: Clock;
  readonly figures: Figures;
  readonly capacity: Pick<Capacity, 'check' | 'open'>;
  readonly usage: Pick<UsageLedger, 'begin'>;
}

/** How a session is to be served. */
export interface ServedSession {
  /** A served language. */
  readonly servedLanguage: string;
  readonly type: ServiceType;
  readonly hasKeyTerms: boolean;
}

/** Which session it is, and whose. */
export interface SessionFacts {
  readonly sessionId: string;
  readonly owner: string;
  /** The name the operator gave the key. */
  readonly keyName: string;
  /** What the client asked for, BCP-47. */
  readonly language: string;
  /** Unix time in ms. */
  readonly startedAtMs: number;
}

/** A session that is open, for whoever reads figures. */
export interface OpenSession {
  readonly about: SessionFacts;
  readonly figures: ServedFigures;
  readonly meter: SessionMeter;
  /** What waits to be read by the client. */
  readonly queues: OutboxFigures;
}

/** A session that is about to open. */
export interface WatchedSession {
  /** For the session. */
  readonly meter: SessionMeter;
  /** It is open. */
  begin(session: Pick<OpenSession, 'queues'>, facts: SessionFacts & UsedBy): void;
  /** It is over; once, after {@link begin}. */
  over(summary: Pick<SessionSummary, 'ending' | 'errorCode' | 'shedPartials'>): void;
}

/** Tells whoever counts what happens to sessions: figures, capacity, usage. */
export class SessionWatch {
  readonly #parts: SessionWatchParts;
  readonly #open = new Set<OpenSession>();

  constructor(parts: SessionWatchParts) {
    this.#parts = parts;
  }

  /** The sessions that are not over. */
  get open(): Iterable<OpenSession> {
    return this.#open;
  }

  /** Checks whether there is capacity for a session. @throws WireError `at_capacity`. */
  check(served: ServedSession): void {
    this.#parts.capacity.check(this.#demandOf(served));
  }

  /** A connection was refused, with an error code of the protocol. */
  refused(code: string): void {
    this.#parts.figures.refused.add(code);
  }

  /** A connection goes on with a session. */
  resumed(): void {
    this.#parts.figures.resumed += 1;
  }

  /** A session is about to open; nothing is counted before it begins. The trace is that of its own steps. */
  prepare(served: ServedSession, trace?: SessionTrace): WatchedSession {
    const { clock, capacity, usage } = this.#parts;
    const demand = this.#demandOf(served);
    const figures = this.#parts.figures.of(served.servedLanguage, demand.modelId);
    const meter = new SessionMeter(clock, figures, trace);
    let end: () => void = () => undefined;
    return {
      meter,
      begin: (session, facts) => {
        const open: OpenSession = {
          about: facts,
          figures,
          meter,
          get queues() {
            return session.queues;
          },
        };
        figures.opened += 1;
        this.#open.add(open);
        const endDemand = capacity.open(demand, meter);
        const endUsage = usage.begin(facts, () => meter.receivedSamples);
        end = () => {
          this.#open.delete(open);
          endDemand();
          endUsage();
        };
      },
      over: ({ ending, errorCode, shedPartials }) => {
        figures.closed += 1;
        figures.shedPartials += shedPartials;
        this.#parts.figures.closed.add(errorCode ?? ending);
        end();
      },
    };
  }

  #demandOf({ servedLanguage, type, hasKeyTerms }: ServedSession): SessionDemand {
    const service = this.#parts.recognition.service(servedLanguage);
    return {
      modelId: service?.modelId ?? 'unknown',
      use: hasKeyTerms && service?.takesKeyTerms === true ? 'key_terms' : 'streams',
      secondModelId: type === 'quality' ? service?.secondModelId : undefined,
    };
  }
}
