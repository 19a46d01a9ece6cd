import { freePort } from '@steno/testkit';
import { bytesOf, joinRecordings } from '../assets/long-file.ts';
import { readRecordings } from '../assets/recordings.ts';
import { BenchError } from '../bench-error.ts';
import type { BenchOptions } from '../bench-options.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { StenoServer } from '../serve/steno-server.ts';
import { flood, type FloodOutcome } from './flood.ts';
import { type OverloadPhase, toOverloadReport } from './overload-report.ts';
import { type Scrape, scrape, shareBetween, sumOf } from './scrape.ts';

/** How many times what the server says it can take is offered: it takes more in the end, as audio in larger batches costs less. */
const offeredTimes = 5;
/** Speakers in the calm before and after. */
const calmSpeakers = 2;
/** Speakers while the server measures what audio costs. */
const warmSpeakers = 4;
/** How often the server is warmed up with as many speakers as it has room for: in larger batches audio costs less. */
const warmRounds = 3;
/** A room that grows by no more than this has been found. */
const settledRatio = 1.1;
/** More speech than any speaker says, in s. */
const speechSeconds = 600;
/** How long workers take to tell what they have used, in ms. */
const settleMs = 2500;

interface Parts {
  readonly server: StenoServer;
  readonly port: number;
  readonly speech: Uint8Array;
}

/** Offers a server more sessions than it can take. */
export async function runOverload(options: BenchOptions, progress: Progress): Promise<Report> {
  const calmMs = options.isQuick ? 10_000 : 30_000;
  const floodMs = options.isQuick ? 20_000 : 60_000;
  const recordings = await readRecordings(options.assetsDir, progress, 30);
  const speech = bytesOf(joinRecordings(recordings, speechSeconds).samples);
  const port = await freePort();
  const server = await StenoServer.start(options, {
    flags: ['--metrics-port', String(port), '--admission-load-ratio', '0.85'],
  });
  try {
    const parts: Parts = { server, port, speech };
    progress.show('overload: measuring what audio costs');
    await phase(parts, { name: 'warm', count: warmSpeakers, rampMs: 0, floodMs: 2 * calmMs });
    await pause(settleMs);
    let room = await freeSessions(server);
    for (let round = 0; round < (options.isQuick ? 1 : warmRounds); round += 1) {
      progress.show(`overload: measuring what audio of ${room} speakers costs`);
      await phase(parts, { name: 'warm', count: room, rampMs: calmMs / 2, floodMs: 2 * calmMs });
      await pause(settleMs);
      const before = room;
      room = await freeSessions(server);
      if (room <= settledRatio * before) break;
    }
    progress.show('overload: the calm before');
    const before = await phase(parts, { name: 'before', count: calmSpeakers, rampMs: 0, floodMs: calmMs });
    await pause(settleMs);
    room = await freeSessions(server);
    const count = offeredTimes * room;
    progress.show(`overload: ${count} sessions where there is room for ${room}`);
    const during = await phase(parts, { name: 'flood', count, rampMs: floodMs / 6, floodMs });
    await pause(settleMs);
    progress.show('overload: the calm after');
    const after = await phase(parts, { name: 'after', count: calmSpeakers, rampMs: 0, floodMs: calmMs });
    const left = sumOf(await scrape(port), 'steno_sessions_open');
    return toOverloadReport({ phases: [before, during, after], room, roomAfter: await freeSessions(server), left });
  } finally {
    await server.close();
  }
}

async function phase(
  { server, port, speech }: Parts,
  given: { readonly name: string; readonly count: number; readonly rampMs: number; readonly floodMs: number },
): Promise<OverloadPhase> {
  const before = await scrape(port);
  const outcome: FloodOutcome = await flood(server, { ...given, speech });
  const after = await scrape(port);
  const shareOf = (name: string, bound: string): ReturnType<typeof shareBetween> =>
    shareBetween(before, after, { name, bound });
  return {
    ...outcome,
    name: given.name,
    offered: given.count,
    lags: shareOf('steno_lag_seconds', '0.3').count,
    lagWithin300Ms: shareOf('steno_lag_seconds', '0.3').share,
    lagWithin100Ms: shareOf('steno_lag_seconds', '0.1').share,
    finalsWithin1500Ms: shareOf('steno_final_latency_seconds', '1.5').share,
    realTimeFactor: ratioOf(after),
    memoryBytes: sumOf(after, 'steno_memory_bytes'),
  };
}

function ratioOf(found: Scrape): number {
  const values = [...found].filter(([series]) => series.startsWith('steno_real_time_factor_ratio'));
  return Math.max(...values.map(([, value]) => value));
}

async function freeSessions(server: StenoServer): Promise<number> {
  const answer = await server.get('/v2/capacity');
  // The server under test speaks the protocol of this version.
  const { models } = (await answer.json()) as { readonly models: readonly { readonly free_sessions: number | null }[] };
  const free = models[0]?.free_sessions;
  if (typeof free !== 'number') throw new BenchError('no_answer', 'The server does not say what it can take.');
  return free;
}
