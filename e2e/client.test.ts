import { createClient, type Restart, type Result, type TranscriptionSession } from '@steno/client/node';
import { makeRandom, type Recording, startBadNetwork, startCuttingProxy, until, wordErrors } from '@steno/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findTestRecognizer, type TestRecognizer } from './support/recognizer.ts';
import { startSteno, type StenoProcess } from './support/steno-process.ts';

/** Quick enough for a test; the proportions are those of the defaults. */
const limits = {
  connectTimeoutMs: 2_000,
  reconnectDelayMs: 50,
  maxReconnectDelayMs: 500,
  pingIntervalMs: 400,
  silenceTimeoutMs: 1_200,
};

/** Sends audio as a microphone does, or so many times faster. */
async function speak(session: TranscriptionSession, samples: Int16Array, pace: number): Promise<void> {
  for (let at = 0; at < samples.length; at += 1600) {
    await session.send(samples.subarray(at, at + 1600));
    await new Promise((resolve) => setTimeout(resolve, 100 / pace));
  }
}

/** The recording twice, with a pause between that ends a segment whatever the recognizer. */
function twice({ samples }: Recording): Int16Array {
  const pause = 16_000;
  const all = new Int16Array(2 * samples.length + pause);
  all.set(samples);
  all.set(samples, samples.length + pause);
  return all;
}

describe('the client over a real server', () => {
  let recognizer: TestRecognizer;
  let steno: StenoProcess;

  beforeAll(async () => {
    recognizer = await findTestRecognizer();
    // A connection that is half open is a client that says nothing, which must not end a segment here.
    steno = await startSteno([...recognizer.flags, '--gap-ms', '60000']);
  });

  afterAll(() => steno.stop());

  async function undisturbed(samples: Int16Array): Promise<string> {
    const session = createClient({ url: steno.url, token: steno.key }).transcribe({
      language: recognizer.recording.language,
    });
    await speak(session, samples, recognizer.pace);
    return (await session.stop()).toJson();
  }

  it('has the same transcript over a network with long delays, stalls and an outage', async () => {
    const random = makeRandom();
    const network = await startBadNetwork(steno.url, { delayMs: 200, stallRatio: 0.02, maxStallMs: 800, random });
    onTestFinished(() => network.close());
    const samples = twice(recognizer.recording);
    const expected = await undisturbed(samples);
    const session = createClient({ url: network.url, token: steno.key, limits }).transcribe({
      language: recognizer.recording.language,
    });
    const statuses = new Set<string>();
    session.on('status', (status) => statuses.add(status));
    await session.opened;
    const speaking = speak(session, samples, recognizer.pace);
    await until(() => session.transcript.text !== '', 'the first text', 30_000);
    network.outage(3_000);
    await speaking;
    const snapshot = await session.stop();
    expect(snapshot.toJson(), `seed ${random.seed}`).toBe(expected);
    expect(network.connections).toBeGreaterThan(1);
    expect([...statuses]).toEqual(expect.arrayContaining(['stale', 'reconnecting', 'stopping', 'closed']));
  });

  it('goes on after the server was killed, and tells what could not be resumed', async () => {
    const proxy = await startCuttingProxy(steno.url);
    onTestFinished(() => proxy.close());
    const samples = twice(recognizer.recording);
    const session = createClient({ url: proxy.url, token: steno.key, limits }).transcribe({
      language: recognizer.recording.language,
    });
    const restarts: Restart[] = [];
    let finalsBefore: readonly Result[] = [];
    session.on('restarted', (restart) => {
      finalsBefore = session.transcript.finals;
      restarts.push(restart);
    });
    const speaking = speak(session, samples, recognizer.pace);
    await until(() => session.transcript.finals.length > 0, 'the first final', 60_000);
    steno.signal('SIGKILL');
    await steno.exited;
    steno = await steno.restart();
    proxy.retarget(steno.url);
    await speaking;
    const snapshot = await session.stop();
    expect(restarts).toMatchObject([{ wireCode: 'session_unknown', lost: undefined }]);
    expect(finalsBefore).not.toEqual([]);
    expect(restarts[0]?.heardAgainFromMs).toBe(finalsBefore.at(-1)?.endMs);
    expect(snapshot.finals.slice(0, finalsBefore.length)).toEqual(finalsBefore);
    expect(snapshot.finals.map(({ segment }) => segment)).toEqual(snapshot.finals.map((_, index) => index));
    const reference = `${recognizer.recording.reference} ${recognizer.recording.reference}`;
    const { errors, referenceWords } = wordErrors(reference, snapshot.text);
    expect(errors / referenceWords).toBeLessThan(recognizer.maxWordErrorRatio);
  });
});
