import { chunkMs } from './pacing.ts';
import { ChildProgram } from '../processes/child-program.ts';
import type { BareLoopStart, PacedRun } from './bare-loop-program.ts';
import { CpuMeter } from './cpu-meter.ts';
import type { LagSummary } from './lag-recorder.ts';
import type { Load, Probe, Side } from './side.ts';

/** The bare engine loop in as many processes as the server has workers. */
export class BareSide implements Side {
  readonly name = 'bare loop';
  readonly #loops: readonly ChildProgram[];
  #streams = 0;

  /** For {@link BareSide.start}. */
  constructor(loops: readonly ChildProgram[]) {
    this.#loops = loops;
  }

  /** Starts the processes and loads the model in each. */
  static async start(parts: BareLoopStart, processes: number): Promise<BareSide> {
    const loops: ChildProgram[] = [];
    const side = new BareSide(loops);
    try {
      for (let count = 0; count < processes; count += 1) {
        const loop = await ChildProgram.start('capacity/bare-loop-program');
        loops.push(loop);
        await loop.ask('start', parts);
      }
    } catch (error) {
      await side.close();
      throw error;
    }
    return side;
  }

  async grow(streams: number): Promise<void> {
    const added = Array.from({ length: Math.max(0, streams - this.#streams) }, (_, index) => this.#streams + index);
    this.#streams = Math.max(this.#streams, streams);
    await this.#askAll('open', (loop) => ({ numbers: added.filter((number) => this.#isOf(number, loop)) }));
  }

  async probe({ streams, seconds, settleSeconds }: Load): Promise<Probe> {
    const meter = new CpuMeter([{ part: 'bare loop', pids: this.#loops.map(({ pid }) => pid) }]);
    const all = Array.from({ length: streams }, (_, number) => number);
    const lags = await this.#askAll<LagSummary>('run', (loop): PacedRun => ({
      streams: all.filter((number) => this.#isOf(number, loop)),
      seconds,
      settleSeconds,
    }));
    const due = (streams * (seconds - settleSeconds) * 1000) / chunkMs;
    const seen = lags.reduce((sum, { chunks }) => sum + chunks, 0);
    return { streams, lags, seenShare: seen / due, ...meter.read(streams * seconds) };
  }

  async close(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.close()));
  }

  #isOf(stream: number, loop: number): boolean {
    return stream % this.#loops.length === loop;
  }

  async #askAll<Value>(request: string, argsOf: (loop: number) => unknown): Promise<readonly Value[]> {
    return await Promise.all(this.#loops.map((loop, index) => loop.ask<Value>(request, argsOf(index))));
  }
}
