import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bytesPerMs } from '@steno/audio';
import { makeRandom } from '@steno/testkit';
import { bytesOf, joinRecordings } from '../assets/long-file.ts';
import { readRecordings } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { compareFinals, type FinalsComparison } from '../client/same-finals.ts';
import { transcribe } from '../client/speaking.ts';
import { ChildProgram } from '../processes/child-program.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { StenoServer } from '../serve/steno-server.ts';
import type { FarClientsStart, FarSessions, FarTranscript } from './far-client-program.ts';
import { type FarNetwork, openFarNetwork } from './network.ts';

/** By default a ping is due every 20 s and a pong within 20 s; with room for a busy machine. */
const maxDetectionMs = 45_000;
const detectionTimeoutMs = 90_000;
/** When the network goes, in ms after the speaking client began: at any moment between two pings. */
const downAfterMs = { first: 2000, last: 22_000 };
const audioSeconds = 40;
/** How much the listener says when it is back: what the program of the far end takes. */
const idleAudioMs = 10_000;

interface Outcome extends FinalsComparison {
  readonly client: 'idle' | 'speaking';
  readonly downAfterMs: number;
  /** From the network's end to the line in the server's log. */
  readonly detectionMs: number;
  readonly receivedBytes: number;
  readonly isInOrder: boolean;
}

interface Parts {
  readonly network: FarNetwork;
  readonly server: StenoServer;
  readonly far: ChildProgram;
  readonly file: string;
}

/** How soon the server sees that a network is gone, and that clients come back without a loss. Needs root. */
export async function runHalfOpen(options: BenchOptions, progress: Progress): Promise<Report> {
  const rounds = options.isQuick ? 1 : 10;
  const random = makeRandom();
  const recordings = await readRecordings(options.assetsDir, progress, 20);
  const directory = await mkdtemp(path.join(tmpdir(), 'steno-bench-'));
  const file = path.join(directory, 'audio.s16');
  await writeFile(file, bytesOf(joinRecordings(recordings, audioSeconds).samples));
  const outcomes: Outcome[] = [];
  let network: FarNetwork | undefined;
  let server: StenoServer | undefined;
  let far: ChildProgram | undefined;
  try {
    network = await openFarNetwork();
    server = await StenoServer.start(options, { flags: [], host: network.nearAddress });
    far = await ChildProgram.start('half-open/far-client-program', { namespace: network.namespace });
    for (let round = 0; round < rounds; round += 1) {
      progress.show(`half-open: round ${round + 1} of ${rounds}`);
      const goneAfterMs = random.integer(downAfterMs.first, downAfterMs.last);
      outcomes.push(...(await oneRound({ network, server, far, file }, goneAfterMs)));
    }
    return toReport(outcomes, random.seed);
  } finally {
    await far?.close();
    await server?.close();
    await network?.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function oneRound({ network, server, far, file }: Parts, goneAfterMs: number): Promise<readonly Outcome[]> {
  const { url, key } = server;
  const sessions = await far.ask<FarSessions>('start', { address: { url, key }, file } satisfies FarClientsStart);
  await pause(goneAfterMs);
  const downAtMs = performance.now();
  await network.down();
  const detect = async (sessionId: string): Promise<number> => {
    const line = await server.logged(
      (one) => one.msg === 'connection lost' && one['sessionId'] === sessionId,
      detectionTimeoutMs,
    );
    return line.atMs - downAtMs;
  };
  const detected = await Promise.all([detect(sessions.idle), detect(sessions.speaking)]);
  await network.up();
  const audio = await readFile(file);
  const outcomes: Outcome[] = [];
  for (const [index, client] of (['idle', 'speaking'] as const).entries()) {
    const { finals, receivedBytes, isInOrder } = await far.ask<FarTranscript>('comeBack', { who: client });
    const heard = client === 'idle' ? audio.subarray(0, idleAudioMs * bytesPerMs) : audio;
    const expected = await transcribe(server, heard, { gapAtByte: receivedBytes });
    outcomes.push({
      client,
      downAfterMs: goneAfterMs,
      detectionMs: detected[index] ?? NaN,
      receivedBytes,
      isInOrder,
      ...compareFinals(expected, finals),
    });
  }
  return outcomes;
}

function toReport(outcomes: readonly Outcome[], seed: number): Report {
  const of = (client: Outcome['client']): readonly Outcome[] => outcomes.filter((outcome) => outcome.client === client);
  const clients = ['idle', 'speaking'] as const;
  return {
    name: 'half-open',
    tables: [
      {
        title: 'A network that is gone without a word, and comes back',
        header: [
          'client',
          'gone after s',
          'noticed after s',
          'resumed at s',
          'finals due',
          'the same',
          'not so',
          'in order',
        ],
        rows: outcomes.map((one) => [
          one.client,
          one.downAfterMs / 1000,
          one.detectionMs / 1000,
          one.receivedBytes / bytesPerMs / 1000,
          one.expected,
          one.same,
          one.different,
          one.isInOrder ? 'yes' : 'NO',
        ]),
      },
    ],
    verdicts: clients.flatMap((client) => [
      {
        name: `${client}: network gone to connection lost, longest`,
        value: Math.max(...of(client).map(({ detectionMs }) => detectionMs)) / 1000,
        unit: 's',
        limit: maxDetectionMs / 1000,
        isUpperLimit: true,
      },
      {
        name: `${client}: finals that differ, or out of order`,
        value: of(client).reduce((sum, { different, isInOrder }) => sum + different + (isInOrder ? 0 : 1), 0),
        unit: '',
        limit: 0,
        isUpperLimit: true,
      },
      {
        name: `${client}: finals compared, least`,
        value: Math.min(...of(client).map(({ expected }) => expected)),
        unit: '',
        limit: 1,
        isUpperLimit: false,
      },
    ]),
    remarks: [
      'Default settings. The far end of a pair of virtual interfaces is taken down, so packets are dropped in both ' +
        'directions and nobody gets FIN or RST. Before the server notices, a missing client is one that sends nothing: an ' +
        'open segment is finalised after the gap. So the reference is the same audio over a connection that makes a gap at ' +
        `the byte from which the client went on. Seed ${seed}.`,
    ],
    details: { seed, outcomes },
  };
}
