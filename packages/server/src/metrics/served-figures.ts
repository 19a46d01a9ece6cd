import { type LatencyKind, latencyKinds, type SessionFigures } from '../session/session-meter.ts';
import { Distribution } from './distribution.ts';
import { lagBounds, latencyBounds } from './metric-table.ts';

/** What is counted of all sessions of one language and model since the server began. */
export class ServedFigures implements SessionFigures {
  readonly language: string;
  readonly modelId: string;
  /** Sessions begun. */
  opened = 0;
  /** Sessions over. */
  closed = 0;
  /** Audio received, in samples. */
  receivedSamples = 0;
  /** Audio decoded, in samples. */
  decodedSamples = 0;
  /** Finals sent. */
  finals = 0;
  /** Partials that were replaced before they were sent, of sessions that are over. */
  shedPartials = 0;
  readonly #latencies: Readonly<Record<LatencyKind, Distribution>>;

  /** @param served - the served language and the streaming model. */
  constructor(served: { readonly language: string; readonly modelId: string }) {
    this.language = served.language;
    this.modelId = served.modelId;
    const entries = latencyKinds.map((kind) => [kind, new Distribution(kind === 'lag' ? lagBounds : latencyBounds)]);
    // Made of exactly these kinds.
    this.#latencies = Object.fromEntries(entries) as Record<LatencyKind, Distribution>;
  }

  /** Latencies of that kind, in seconds. */
  latencies(kind: LatencyKind): Distribution {
    return this.#latencies[kind];
  }

  received(samples: number): void {
    this.receivedSamples += samples;
  }

  decoded(samples: number): void {
    this.decodedSamples += samples;
  }

  final(): void {
    this.finals += 1;
  }

  latency(kind: LatencyKind, ms: number): void {
    this.#latencies[kind].observe(ms / 1000);
  }
}
