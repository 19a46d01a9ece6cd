import { createClient, type Result, type SessionLimits, type TranscriptionSession } from '@steno/client/node';
import { makeRandom, startBadNetwork } from '@steno/testkit';
import { chunkSamples } from '../assets/chunk.ts';
import { joinRecordings } from '../assets/long-file.ts';
import { readRecordings } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { compareFinals, type FinalsComparison } from '../client/same-finals.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { StenoServer } from '../serve/steno-server.ts';

/** A mobile network at its edge. The stalls are what TCP makes of 2 % of lost packets: one is sent again after an RTT or more. */
const network = { delayMs: 200, stallRatio: 0.02, maxStallMs: 1600 };
const outageMs = 20_000;
const outageAtMs = 15_000;
/** Two buffers of the client, and what waits in the network of the same process. */
const maxBufferMegabytes = 6;
const sampleIntervalMs = 250;

/** The defaults wait the outage out; who is less patient makes another connection. */
const cases: readonly { readonly name: string; readonly limits: Partial<SessionLimits> }[] = [
  { name: 'default limits', limits: {} },
  { name: 'silence of 5 s', limits: { pingIntervalMs: 2_000, silenceTimeoutMs: 5_000, connectTimeoutMs: 4_000 } },
];

interface Outcome extends FinalsComparison {
  readonly name: string;
  readonly connections: number;
  readonly resumes: number;
  readonly statuses: readonly string[];
  /** How much later the last final came than the last audio was spoken, in ms. */
  readonly endMs: number;
  /** The most that buffers took beyond what they did before, in bytes. */
  readonly bufferBytes: number;
}

/** Whether the client has the same transcript over a network of long delays with an outage as over none. */
export async function runBadNetwork(options: BenchOptions, progress: Progress): Promise<Report> {
  const random = makeRandom();
  const recordings = await readRecordings(options.assetsDir, progress, 20);
  const { samples } = joinRecordings(recordings, options.isQuick ? 50 : 180);
  // A client whose connection is half open says nothing, which is to end no segment here.
  const server = await StenoServer.start(options, { flags: ['--gap-ms', '60000'] });
  try {
    progress.show('bad-network: the transcript over no network');
    const undisturbed = createClient({ url: server.url, token: server.key }).transcribe({ language: 'en' });
    await speak(undisturbed, samples);
    const { finals } = await undisturbed.stop();
    const outcomes: Outcome[] = [];
    for (const { name, limits } of cases) {
      progress.show(`bad-network: ${name}`);
      const bad = await startBadNetwork(server.url, { ...network, random });
      try {
        const outage = setTimeout(() => {
          bad.outage(outageMs);
        }, outageAtMs);
        const session = createClient({ url: bad.url, token: server.key, limits }).transcribe({ language: 'en' });
        const one = await hear(session, samples, finals);
        clearTimeout(outage);
        outcomes.push({ name, connections: bad.connections, ...one });
      } finally {
        await bad.close();
      }
    }
    return toReport(outcomes, random.seed);
  } finally {
    await server.close();
  }
}

async function hear(
  session: TranscriptionSession,
  samples: Int16Array,
  expected: readonly Result[],
): Promise<Omit<Outcome, 'name' | 'connections'>> {
  const statuses: string[] = [];
  let resumes = 0;
  session.on('status', (status) => statuses.push(status));
  session.on('resumed', () => {
    resumes += 1;
  });
  const before = process.memoryUsage().arrayBuffers;
  let bufferBytes = 0;
  const sampling = setInterval(() => {
    bufferBytes = Math.max(bufferBytes, process.memoryUsage().arrayBuffers - before);
  }, sampleIntervalMs);
  try {
    await speak(session, samples);
    const spokenMs = performance.now();
    const { finals } = await session.stop();
    const same = compareFinals(expected as never, finals);
    return { resumes, statuses, endMs: performance.now() - spokenMs, bufferBytes, ...same };
  } finally {
    clearInterval(sampling);
    session.abort();
  }
}

/** Sends audio at the pace a microphone has. */
async function speak(session: TranscriptionSession, samples: Int16Array): Promise<void> {
  const startMs = performance.now();
  for (let at = 0; at < samples.length; at += chunkSamples) {
    await pause(Math.max(0, startMs + (at + chunkSamples) / 16 - performance.now()));
    await session.send(samples.subarray(at, at + chunkSamples));
  }
}

function toReport(outcomes: readonly Outcome[], seed: number): Report {
  const megabytes = (bytes: number): number => bytes / 1_000_000;
  return {
    name: 'bad-network',
    tables: [
      {
        title: '200 ms each way, 2 % of pieces late by up to 1.6 s, 20 s without a network',
        header: ['client', 'finals due', 'the same', 'not so', 'connections', 'resumes', 'end after s', 'buffers MB'],
        rows: outcomes.map((one) => [
          one.name,
          one.expected,
          one.same,
          one.different,
          one.connections,
          one.resumes,
          one.endMs / 1000,
          megabytes(one.bufferBytes),
        ]),
      },
    ],
    verdicts: [
      {
        name: 'finals that differ from those over no network',
        value: outcomes.reduce((sum, { different }) => sum + different, 0),
        unit: '',
        limit: 0,
        isUpperLimit: true,
      },
      {
        name: 'buffers of client and network, most',
        value: megabytes(Math.max(...outcomes.map(({ bufferBytes }) => bufferBytes))),
        unit: 'MB',
        limit: maxBufferMegabytes,
        isUpperLimit: true,
      },
    ],
    remarks: [
      'The network is a proxy in the process of the client: it delays bytes, as TCP does with what it sends again, and loses none.',
      `Seed ${seed}.`,
    ],
    details: outcomes,
  };
}
