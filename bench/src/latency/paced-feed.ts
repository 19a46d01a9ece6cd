import { chunkSamples } from '../assets/chunk.ts';
import { pause } from '../processes/pause.ts';

const chunkMs = 100;

/** When in each 100 ms the chunks of a stream are due, in ms; spreads streams evenly. */
function phaseMsOf(stream: number): number {
  return (stream * 37) % chunkMs;
}

/** How a stream is fed. */
export interface PacedFeedOptions {
  /** Number of the stream, from 0. */
  readonly stream: number;
  /** Asked before each chunk; true ends the feed. Default never. */
  readonly isOver?: () => boolean;
}

/**
 * Hands out samples in chunks at real-time pace, by the clock, so that delays do not add up.
 *
 * @returns when each chunk was handed out, on the clock of `performance.now()`.
 */
export async function feedPaced(
  samples: Int16Array,
  { stream, isOver }: PacedFeedOptions,
  take: (chunk: Int16Array) => void,
): Promise<readonly number[]> {
  const startMs = performance.now() + phaseMsOf(stream);
  const arrivals: number[] = [];
  for (let at = 0; at < samples.length && isOver?.() !== true; at += chunkSamples) {
    const dueMs = startMs + arrivals.length * chunkMs;
    await pause(Math.max(0, dueMs - performance.now()));
    arrivals.push(performance.now());
    take(samples.subarray(at, at + chunkSamples));
  }
  return arrivals;
}
