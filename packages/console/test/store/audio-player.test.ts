import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AudioPlayer, type PlayerOutput, type PlayerTrack } from '../../src/store/audio-player.ts';
import { chunkSamples } from '../../src/store/chunk-cutter.ts';

interface Scheduled {
  readonly samples: number;
  readonly at: number;
  isEnded: boolean;
}

class FakeOutput implements PlayerOutput {
  readonly scheduled: Scheduled[] = [];
  isClosed = false;

  get now(): number {
    return performance.now() / 1000;
  }

  schedule(samples: Int16Array, at: number): () => void {
    const one = { samples: samples.length, at, isEnded: false };
    this.scheduled.push(one);
    return () => (one.isEnded = true);
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Chunks of these lengths. */
const track = (lengths: readonly number[], fromMs = 0): PlayerTrack => ({
  chunk: async (index) => (lengths[index] === undefined ? undefined : new Int16Array(lengths[index])),
  fromMs,
});

describe('AudioPlayer', () => {
  let output: FakeOutput;
  let positions: (number | undefined)[];
  let player: AudioPlayer;

  beforeEach(() => {
    vi.useFakeTimers();
    output = new FakeOutput();
    positions = [];
    player = new AudioPlayer(
      () => output,
      (position) => positions.push(position),
    );
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('begins in the middle of a piece and plays to the end without a gap', async () => {
    const played = player.play(track([chunkSamples, chunkSamples, 16_000]), 1500);
    await vi.advanceTimersByTimeAsync(10_000);
    await played;
    expect(output.scheduled.map(({ samples }) => samples)).toEqual([8000, chunkSamples, 16_000]);
    const starts = output.scheduled.map(({ at }) => at - (output.scheduled[0]?.at ?? 0));
    expect(starts).toEqual([0, 0.5, 2.5].map((start): unknown => expect.closeTo(start, 5)));
    expect(positions[0]).toBeCloseTo(1500, -1);
    expect(positions.at(-1)).toBeUndefined();
    expect(player.isPlaying).toBe(false);
  });

  it('reads only a few seconds ahead', async () => {
    void player.play(track(Array.from({ length: 1000 }, () => chunkSamples)), 0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(output.scheduled.length).toBeLessThan(6);
    player.stop();
  });

  it('ends at once when it is stopped, and when something else is played', async () => {
    const first = player.play(track([chunkSamples, chunkSamples]), 0);
    await vi.advanceTimersByTimeAsync(100);
    const second = player.play(track([chunkSamples]), 0);
    await vi.advanceTimersByTimeAsync(100);
    await first;
    expect(output.scheduled.slice(0, 2).every(({ isEnded }) => isEnded)).toBe(true);
    expect(player.isPlaying).toBe(true);
    player.close();
    await second;
    expect(output.isClosed).toBe(true);
    expect(output.scheduled.every(({ isEnded }) => isEnded)).toBe(true);
  });

  it('begins where the kept audio does, and ends where a piece is missing', async () => {
    const played = player.play(track([0, chunkSamples], 2000), 0);
    await vi.advanceTimersByTimeAsync(5000);
    await played;
    expect(output.scheduled.map(({ samples }) => samples)).toEqual([chunkSamples]);
  });
});
