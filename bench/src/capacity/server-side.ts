import { BenchError } from '../bench-error.ts';
import { ChildProgram } from '../processes/child-program.ts';
import { pause } from '../processes/pause.ts';
import type { ServerProgramStart } from '../server/server-program.ts';
import type { PacedRun } from './bare-loop-program.ts';
import { CpuMeter, type CpuPart } from './cpu-meter.ts';
import type { LagSummary } from './lag-recorder.ts';
import type { LoadGeneratorStart } from './load-generator-program.ts';
import { chunkMs } from './pacing.ts';
import type { Load, Probe, Side } from './side.ts';
import type { WatchedServer } from './watched-server-program.ts';

/** The real server with a load generator beside it. */
export class ServerSide implements Side {
  readonly name = 'server';
  readonly #server: ChildProgram;
  readonly #generator: ChildProgram;
  readonly #parts: readonly CpuPart[];
  #streams = 0;

  /** For {@link ServerSide.start}. */
  constructor(server: ChildProgram, generator: ChildProgram, workerPids: readonly number[]) {
    this.#server = server;
    this.#generator = generator;
    this.#parts = [
      { part: 'workers', pids: workerPids },
      { part: 'gateway', pids: [server.pid] },
      { part: 'load generator', pids: [generator.pid] },
    ];
  }

  /**
   * Starts the server and the load generator.
   *
   * @param corpus - the file all streams read.
   */
  static async start(parts: ServerProgramStart, corpus: string): Promise<ServerSide> {
    const server = await ChildProgram.start('capacity/watched-server-program');
    let generator: ChildProgram | undefined;
    try {
      const { workerPids, ...address } = await server.ask<WatchedServer>('start', parts);
      generator = await ChildProgram.start('capacity/load-generator-program');
      await generator.ask('start', { file: corpus, address } satisfies LoadGeneratorStart);
      return new ServerSide(server, generator, workerPids);
    } catch (error) {
      await generator?.close();
      await server.close();
      throw error;
    }
  }

  async grow(streams: number): Promise<void> {
    for (; this.#streams < streams; this.#streams += 1) await this.#generator.ask('open');
    await this.#drain();
  }

  async probe({ streams, seconds, settleSeconds }: Load): Promise<Probe> {
    const meter = new CpuMeter(this.#parts);
    await this.#server.ask('begin');
    const numbers = Array.from({ length: streams }, (_, number) => number);
    const alive = await this.#generator.ask<number>('run', {
      streams: numbers,
      seconds,
      settleSeconds,
    } satisfies PacedRun);
    const window = { fromSeconds: settleSeconds, toSeconds: seconds };
    const lags = await this.#server.ask<LagSummary>('lags', window);
    await this.#drain();
    if (alive < this.#streams) throw new BenchError('child_failed', 'The server ended sessions while it was measured.');
    const due = (streams * (seconds - settleSeconds) * 1000) / chunkMs;
    return { streams, lags: [lags], seenShare: lags.chunks / due, ...meter.read(streams * seconds) };
  }

  async close(): Promise<void> {
    await this.#generator.close();
    await this.#server.close();
  }

  async #drain(): Promise<void> {
    // What is on its way through sockets is not known to wait.
    await pause(200);
    if (!(await this.#server.ask<boolean>('drained'))) {
      throw new BenchError('no_answer', 'The server does not come to an end with what it was sent.');
    }
  }
}
