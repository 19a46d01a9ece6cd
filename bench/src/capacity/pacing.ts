import { chunkSamples } from '../assets/chunk.ts';
import { samplesToMs } from '@steno/audio';

/** Length of one chunk, in ms. */
export const chunkMs: number = samplesToMs(chunkSamples);
/**
 * Streams send in turns this far apart, in ms, so that they are spread evenly over the length of a chunk.
 * Chosen: as fine as a timer is exact enough for, without one for each stream.
 */
const slotMs = 5;
const slotsPerChunk = chunkMs / slotMs;

/** One chunk that is due. */
export interface DueChunk {
  readonly stream: number;
  /** How many chunks the stream had before. */
  readonly sequence: number;
  /** On the clock of `performance.now()`. */
  readonly dueMs: number;
}

/** When which stream gets its next chunk, in real time; bare loop and load generator keep the same one. */
export class Pacing {
  readonly #slots: readonly (readonly number[])[];
  readonly #startMs: number;
  readonly #endSlot: number;
  #slot = 0;

  /**
   * @param streams - numbers of the streams.
   * @param startMs - when the first chunk is due, on the clock of `performance.now()`.
   * @param seconds - length of the audio of each stream.
   */
  constructor(streams: readonly number[], startMs: number, seconds: number) {
    // Numbers that follow each other are far apart in time, for any number of streams.
    this.#slots = Array.from({ length: slotsPerChunk }, (_, slot) =>
      streams.filter((stream) => (stream * 7) % slotsPerChunk === slot),
    );
    this.#startMs = startMs;
    this.#endSlot = Math.floor((seconds * 1000) / chunkMs) * slotsPerChunk;
  }

  /** True when all chunks were taken. */
  get isOver(): boolean {
    return this.#slot >= this.#endSlot;
  }

  /** When chunks are due next, on the clock of `performance.now()`. */
  get nextMs(): number {
    return this.#startMs + this.#slot * slotMs;
  }

  /** Takes the chunks that are due by now, oldest first. */
  *take(): Generator<DueChunk> {
    const nowMs = performance.now();
    while (!this.isOver && this.nextMs <= nowMs) {
      const [dueMs, sequence] = [this.nextMs, Math.floor(this.#slot / slotsPerChunk)];
      const streams = this.#slots[this.#slot % slotsPerChunk] ?? [];
      this.#slot += 1;
      for (const stream of streams) yield { stream, sequence, dueMs };
    }
  }
}
