import { countedWorkerEvents, type CountedWorkerEvent } from '../../contract/pool-figures.ts';
import type { WorkerEvent } from './worker-event.ts';

/** Counts what happens to the workers of a pool. */
export class EventCounts {
  readonly #counts = new Map<string, number>();

  /** Something has happened. */
  note({ type }: WorkerEvent): void {
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
  }

  /** How often each has happened. */
  get counts(): Readonly<Record<CountedWorkerEvent, number>> {
    const entries = countedWorkerEvents.map((type) => [type, this.#counts.get(type) ?? 0]);
    // Made of exactly these names.
    return Object.fromEntries(entries) as Record<CountedWorkerEvent, number>;
  }
}
