import { bytesPerMs } from '@steno/audio';
import { connect, makeRandom, type Random, type TestClient } from '@steno/testkit';
import { bytesOf, joinRecordings } from '../assets/long-file.ts';
import { readRecordings } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { compareFinals } from '../client/same-finals.ts';
import { sessionIdOf, speak } from '../client/speaking.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { recordOf } from '../serve/session-record.ts';
import { StenoServer } from '../serve/steno-server.ts';

const sessionsAtOnce = 20;
/** Times real time. Chosen: near to what two workers of a small model decode of so many sessions. */
const speed = 4;
/** When the server is killed, in ms after the audio has begun. */
const killAfterMs = { first: 1000, last: 12_000 };
/** Every so many sessions have little audio and end, if they live to. */
const endingEvery = 4;
const endingSeconds = { first: 4, last: 24 };
/** How far apart in the file sessions begin, in ms. */
const offsetMs = 7300;

interface Speaker {
  readonly client: TestClient;
  readonly speaking: Promise<void>;
  /** False when it has said `stop`, whether or not the server heard it. */
  isLive: boolean;
}

interface RoundOutcome {
  readonly killedAfterMs: number;
  readonly finals: number;
  readonly missing: number;
  readonly live: number;
  readonly interrupted: number;
  /** Sessions whose `stopped` a client had. */
  readonly ended: number;
  readonly stopped: number;
}

/** Kills the server at random moments, and looks for what clients had received in the records. */
export async function runServerDeath(options: BenchOptions, progress: Progress): Promise<Report> {
  const rounds = options.isQuick ? 5 : 50;
  const random = makeRandom();
  const bytes = bytesOf(joinRecordings(await readRecordings(options.assetsDir, progress, 30), 240).samples);
  const server = await StenoServer.start(options, { flags: [] });
  const outcomes: RoundOutcome[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      progress.show(`server-death: round ${round + 1} of ${rounds}`);
      outcomes.push(await oneRound(server, bytes, random));
    }
  } finally {
    await server.close();
  }
  return toReport(outcomes, random.seed);
}

async function oneRound(server: StenoServer, bytes: Uint8Array, random: Random): Promise<RoundOutcome> {
  const killedAfterMs = random.integer(killAfterMs.first, killAfterMs.last);
  let isKilled = false;
  const { url, key } = server;
  const clients = await Promise.all(Array.from({ length: sessionsAtOnce }, () => connect({ url, key })));
  const speakers = clients.map((client, index): Speaker => {
    const isEnding = index % endingEvery === 0;
    const from = index * offsetMs * bytesPerMs;
    const endMs = isEnding ? random.integer(endingSeconds.first, endingSeconds.last) * 1000 : 60_000;
    const part = bytes.subarray(from, from + endMs * bytesPerMs);
    const speaker: Speaker = {
      client,
      isLive: true,
      speaking: speak(client, part, { speed, isOver: () => isKilled }).then(() => {
        if (isKilled || !isEnding) return;
        speaker.isLive = false;
        client.say({ action: 'stop' });
      }),
    };
    return speaker;
  });
  await pause(killedAfterMs);
  await server.kill();
  isKilled = true;
  // What was on its way still arrives.
  await Promise.all(speakers.flatMap(({ client, speaking }) => [speaking, client.end()]));
  await server.restart();
  return { killedAfterMs, ...(await lookUp(server, speakers)) };
}

async function lookUp(server: StenoServer, speakers: readonly Speaker[]): Promise<Omit<RoundOutcome, 'killedAfterMs'>> {
  const found = await Promise.all(
    speakers.map(async ({ client, isLive }) => {
      const { state, results } = await recordOf(server, sessionIdOf(client));
      const hasStopped = client.messages.some((message) => message.type === 'state' && message.state === 'stopped');
      // The record may hold finals that were still on their way to the client.
      const { expected, same } = compareFinals(client.finals, results.slice(0, client.finals.length));
      return { state, isLive, hasStopped, expected, missing: expected - same };
    }),
  );
  const live = found.filter(({ isLive }) => isLive);
  const ended = found.filter(({ hasStopped }) => hasStopped);
  return {
    finals: found.reduce((sum, { expected }) => sum + expected, 0),
    missing: found.reduce((sum, { missing }) => sum + missing, 0),
    live: live.length,
    interrupted: live.filter(({ state }) => state === 'interrupted').length,
    ended: ended.length,
    stopped: ended.filter(({ state }) => state === 'stopped').length,
  };
}

function toReport(outcomes: readonly RoundOutcome[], seed: number): Report {
  const sum = (pick: (outcome: RoundOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + pick(outcome), 0);
  const total = {
    finals: sum(({ finals }) => finals),
    missing: sum(({ missing }) => missing),
    live: sum(({ live }) => live),
    interrupted: sum(({ interrupted }) => interrupted),
    ended: sum(({ ended }) => ended),
    stopped: sum(({ stopped }) => stopped),
  };
  return {
    name: 'server-death',
    tables: [
      {
        title: `${outcomes.length} times SIGKILL with ${sessionsAtOnce} sessions at ${speed} times real time`,
        header: ['', 'received or live', 'found so', 'not so'],
        rows: [
          ['finals a client had, in the record', total.finals, total.finals - total.missing, total.missing],
          ['sessions that were live, interrupted', total.live, total.interrupted, total.live - total.interrupted],
          ['sessions told stopped, stopped', total.ended, total.stopped, total.ended - total.stopped],
        ],
      },
    ],
    verdicts: [
      { name: 'finals received and not in the record', value: total.missing, unit: '', limit: 0, isUpperLimit: true },
      {
        name: 'sessions in another state than due',
        value: total.live - total.interrupted + total.ended - total.stopped,
        unit: '',
        limit: 0,
        isUpperLimit: true,
      },
      // Without finals there is nothing that could be missing.
      { name: 'finals for each round', value: total.finals / outcomes.length, unit: '', limit: 1, isUpperLimit: false },
    ],
    remarks: [
      `Killed ${killAfterMs.first} to ${killAfterMs.last} ms after the audio began, at random (seed ${seed}, to be had ` +
        'again with STENO_TEST_SEED). Finals are compared field by field. A power failure is not tried.',
    ],
    details: { seed, total, rounds: outcomes },
  };
}
