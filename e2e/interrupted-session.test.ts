import {
  type Cut,
  type CuttingProxy,
  makeRandom,
  type Random,
  readRecording,
  type Recording,
  type ResumedTranscript,
  ResumingClient,
  startCuttingProxy,
  tellLeftOut,
  testAssets,
} from '@steno/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallModelFlags } from './support/recognizer.ts';
import { startSteno, type StenoProcess } from './support/steno-process.ts';
import { killAtRandom } from './support/worker-killer.ts';

const assets = testAssets();
if (assets === undefined) {
  tellLeftOut('the tests of interrupted sessions on real speech', 'STENO_TEST_ASSETS has no models and recordings');
}

const timeoutMs = 600_000;
/** Read, noisy, telephone and long speech; each some seconds long. */
const recordingNames = [
  'jfk.flac',
  'long-ls-367-130732-0000_0009.flac',
  'noisy-kitchen10db-2033-164914-0000.flac',
  'tel-g711-ls-3080-5032-0001.flac',
  'librivox-sense-0870.flac',
  'digits-10001-90210-01803.flac',
];

/** A server, and the way to it that is cut. */
interface Server {
  readonly steno: StenoProcess;
  readonly proxy: CuttingProxy;
}

/** What has to be alike whatever happens on the way: the words, their times, and the finals they are in. */
function essenceOf({ finals }: ResumedTranscript): readonly unknown[] {
  return finals.map(({ text, segment, start, timestamp, words }) => ({ text, segment, start, timestamp, words }));
}

function expectSound(transcript: ResumedTranscript): void {
  const last = transcript.messages.at(-1);
  expect(last, JSON.stringify(last)).toMatchObject({ type: 'state', state: 'stopped' });
  expect(transcript.messages.map(({ seq }) => seq)).toEqual(transcript.messages.map((_message, index) => index));
  const timestamps = transcript.messages.flatMap((message) =>
    message.type === 'transcript' ? [message.result.timestamp] : [],
  );
  expect(timestamps).toEqual([...timestamps].sort((a, b) => a - b));
  expect(transcript.finals.map(({ segment }) => segment)).toEqual(transcript.finals.map((_final, index) => index));
}

describe.runIf(assets !== undefined)('the transcript of an interrupted session', () => {
  let steno: StenoProcess;
  /** For a second client at a time: streams that share a batch can come out with other words. */
  let otherSteno: StenoProcess;
  let proxy: CuttingProxy;
  let otherProxy: CuttingProxy;
  const recordings: Recording[] = [];
  const expected = new Map<string, readonly unknown[]>();
  const random = makeRandom();

  beforeAll(async () => {
    if (assets === undefined) return;
    for (const name of recordingNames) recordings.push(await readRecording(assets, name));
    steno = await startSteno([...smallModelFlags(assets.modelsDir), '--workers', '2']);
    proxy = await startCuttingProxy(steno.url);
    otherSteno = await startSteno([...smallModelFlags(assets.modelsDir), '--workers', '2']);
    otherProxy = await startCuttingProxy(otherSteno.url);
    for (const recording of recordings) {
      const whole = await clientOf(recording, { steno, proxy }).run();
      expectSound(whole);
      expect(whole.finals.length).toBeGreaterThan(0);
      expected.set(recording.name, essenceOf(whole));
    }
  }, timeoutMs);

  afterAll(async () => {
    for (const one of [proxy, otherProxy]) await one.close();
    for (const one of [steno, otherSteno]) await one.stop();
  });

  function clientOf(recording: Recording, { steno: { key }, proxy: { url } }: Server): ResumingClient {
    const chunkBytes = random.integer(1, 8) * 800 + random.integer(0, 1);
    const end = random.integer(0, 1) === 0 ? 'stop' : 'close_frame';
    // Some as fast as the socket takes it, most so that there is something to interrupt in the middle.
    const speed = random.integer(0, 3) === 0 ? {} : { speed: random.integer(15, 60) };
    return new ResumingClient({ url, key, audio: recording.samples, chunkBytes, end, ...speed });
  }

  /** One to four connections of a session that end early, anywhere in their bytes. */
  function randomCuts({ samples }: Recording): readonly Cut[] {
    return Array.from({ length: random.integer(1, 4) }, () => {
      const direction = random.integer(0, 1) === 0 ? 'to_server' : 'to_client';
      // What comes back of some seconds of speech is some ten thousand bytes; the audio is its own length.
      const bytes = random.integer(0, direction === 'to_server' ? samples.byteLength : 12_000);
      return { direction, bytes, how: random.integer(0, 3) === 0 ? 'freeze' : 'cut' };
    });
  }

  async function runInterrupted(server: Server, recording: Recording, cuts: readonly Cut[]): Promise<number> {
    const client = clientOf(recording, server);
    let done = 0;
    server.proxy.plan(cuts);
    server.proxy.onCut = ({ how }) => {
      done += 1;
      if (how === 'freeze') client.abandon();
    };
    const transcript = await client.run();
    const what = `${recording.name}, cuts ${JSON.stringify(cuts)}, seed ${random.seed}`;
    expectSound(transcript);
    expect(essenceOf(transcript), what).toEqual(expected.get(recording.name));
    return done;
  }

  /** Kills workers of a server for as long as something goes on there; resolves with how many. */
  async function whileKilling(server: Server, act: () => Promise<void>): Promise<number> {
    const killer = killAtRandom(server.steno, random);
    try {
      await act();
    } finally {
      killer.stop();
    }
    return killer.kills;
  }

  /** Interrupts one session after another on each server, until there were so many interruptions in all. */
  async function interrupt(count: number, once: (server: Server) => Promise<number>): Promise<void> {
    const servers = [
      { steno, proxy },
      { steno: otherSteno, proxy: otherProxy },
    ];
    let done = 0;
    const work = servers.map(async (server) => {
      while (done < count) {
        const more = await once(server);
        done += more;
      }
    });
    await Promise.all(work);
    for (const server of servers) expect(server.steno.isRunning).toBe(true);
  }

  it(
    'is that of a whole one, word for word and time for time, with its connection cut at 200 random points',
    async () => {
      await interrupt(200, async (server) => {
        const recording = pick(recordings, random);
        return runInterrupted(server, recording, randomCuts(recording));
      });
    },
    timeoutMs,
  );

  it(
    'is that of a whole one with its worker killed by SIGKILL at 100 random points',
    async () => {
      await interrupt(100, (server) =>
        whileKilling(server, async () => {
          await runInterrupted(server, pick(recordings, random), []);
        }),
      );
    },
    timeoutMs,
  );

  it(
    'is that of a whole one with both at once',
    async () => {
      await interrupt(100, async (server) => {
        let cuts = 0;
        const kills = await whileKilling(server, async () => {
          const recording = pick(recordings, random);
          cuts = await runInterrupted(server, recording, randomCuts(recording));
        });
        return cuts + kills;
      });
    },
    timeoutMs,
  );
});

function pick<T>(items: readonly T[], random: Random): T {
  const item = items[random.integer(0, items.length - 1)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
