import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bytesOf } from '../assets/long-file.ts';
import { findModel } from '../assets/model.ts';
import { readRecordings } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { ChildProgram } from '../processes/child-program.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import type { ServerAddress } from '../server/server-program.ts';
import type { BarePaced } from './bare-paced-program.ts';
import { type LatencyRound, toLatencyReport } from './latency-report.ts';
import { playSession, toScripts } from './script.ts';
import type { SessionLatencies } from './session-latencies.ts';

const sessionsAtOnce = 10;

/** Latencies of the real server at real-time pace, beside the bare engine loop on the same schedule. */
export async function runLatency(options: BenchOptions, progress: Progress): Promise<Report> {
  const model = await findModel(options);
  const scripts = toScripts(await readRecordings(options.assetsDir, progress, options.isQuick ? 30 : undefined));
  const directory = await mkdtemp(path.join(tmpdir(), 'steno-bench-'));
  const server = await ChildProgram.start('server/server-program');
  const bare = await ChildProgram.start('latency/bare-paced-program');
  try {
    const files = scripts.map((_, index) => path.join(directory, `${index}.s16`));
    for (const [index, script] of scripts.entries()) await writeFile(files[index] ?? '', bytesOf(script));
    const address = await server.ask<ServerAddress>('start', { model, workers: 1 });
    await bare.ask('load', { model });
    const plan = [
      ...Array.from({ length: options.isQuick ? 3 : 12 }, () => 1),
      ...Array.from({ length: options.isQuick ? 1 : 5 }, () => sessionsAtOnce),
    ];
    const rounds: LatencyRound[] = [];
    let next = 0;
    for (const sessions of plan) {
      progress.show(`latency: round ${rounds.length + 1} of ${plan.length}, sessions: ${sessions}`);
      const chosen = Array.from({ length: sessions }, (_, index) => (next + index) % scripts.length);
      next += sessions;
      const played = await Promise.all(
        chosen.map(async (script, index) =>
          playSession(address, scripts[script] ?? new Int16Array(0), {
            stream: index,
            finishBy: (rounds.length + index) % 2 === 0 ? 'stop' : 'close',
          }),
        ),
      );
      const paced = await bare.ask<readonly BarePaced[]>('play', { files: chosen.map((script) => files[script]) });
      rounds.push({
        sessions,
        played: played.map((latencies, index) => ({
          ...latencies,
          bareFirstPartial: bareFirstPartial(paced[index], latencies),
        })),
      });
    }
    return toLatencyReport(rounds);
  } finally {
    await bare.close();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function bareFirstPartial(paced: BarePaced | undefined, { onsetChunk }: SessionLatencies): readonly number[] {
  const arrivedAtMs = paced?.arrivals[onsetChunk ?? -1];
  if (arrivedAtMs === undefined || typeof paced?.firstTextAtMs !== 'number') return [];
  return [paced.firstTextAtMs - arrivedAtMs];
}
