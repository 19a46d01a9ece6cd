import { bytesPerMs } from '@steno/audio';
import { connect, type TestClient } from '@steno/testkit';
import { bytesOf, joinRecordings } from '../assets/long-file.ts';
import { readRecordings } from '../assets/recordings.ts';
import { BenchError } from '../bench-error.ts';
import type { BenchOptions } from '../bench-options.ts';
import { compareFinals } from '../client/same-finals.ts';
import { areInOrder, resume, sessionIdOf, speak, stop, transcribe } from '../client/speaking.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { recordOf, type SessionRecord } from '../serve/session-record.ts';
import { StenoServer } from '../serve/steno-server.ts';
import { type SlowReaderCase, toSlowReaderReport } from './slow-reader-report.ts';

/** How much is said before a client stops reading, and after it reads again, in ms. */
const aroundMs = { before: 12_300, after: 10_000 };
/** The least outbox that is allowed; long utterances have long partials. */
const floodFlags = [
  ...['--max-outbox-bytes', '65536', '--max-segment-ms', '60000', '--endpointing-ms', '10000'],
  ...['--max-small-messages-per-second', '0'],
];
/**
 * The kernel's buffers take some MB of what is unread before the outbox does. Answers to `flush`, before any audio and so
 * without an effect on the transcript, fill the most of them: about 2.7 MB.
 */
const filling = { flushes: 9000, id: 'x'.repeat(240), atOnce: 40, pauseMs: 100 };
/** More than is read before the outbox overflows. */
const floodSeconds = 7200;
const floodTimeoutMs = 600_000;

/** Shows that clients which do not read lose nothing. */
export async function runSlowReader(options: BenchOptions, progress: Progress): Promise<Report> {
  const stallMs = options.isQuick ? 20_000 : 60_000;
  // A quick run is too short for the default times of pings.
  const pingFlags = options.isQuick ? ['--ping-interval-ms', '5000', '--pong-timeout-ms', '5000'] : [];
  const recordings = await readRecordings(options.assetsDir, progress, 30);
  const bytes = bytesOf(joinRecordings(recordings, floodSeconds).samples);
  const cases: SlowReaderCase[] = [];
  await withServer(options, pingFlags, async (server) => {
    progress.show(`slow-reader: sends and does not read for ${stallMs / 1000} s`);
    cases.push(await readsLater(server, bytes, stallMs));
    progress.show(`slow-reader: does nothing for ${stallMs / 1000} s and resumes`);
    cases.push(await resumesLater(server, bytes, stallMs));
  });
  await withServer(options, floodFlags, async (server) => {
    progress.show('slow-reader: is flooded and never reads');
    cases.push(await neverReads(server, bytes));
  });
  return toSlowReaderReport(cases, stallMs);
}

async function withServer(
  options: BenchOptions,
  flags: readonly string[],
  use: (server: StenoServer) => Promise<void>,
): Promise<void> {
  const server = await StenoServer.start(options, { flags });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

/** Sends all the time, at real time; what it leaves unread comes when it reads on. */
async function readsLater(server: StenoServer, bytes: Uint8Array, stallMs: number): Promise<SlowReaderCase> {
  const audio = bytes.subarray(0, (aroundMs.before + stallMs + aroundMs.after) * bytesPerMs);
  const client = await connect({ url: server.url, key: server.key });
  const speaking = speak(client, audio, { speed: 1 });
  await pause(aroundMs.before);
  client.pause();
  await pause(stallMs);
  const unread = client.messages.length;
  client.read();
  await speaking;
  await stop(client);
  return {
    name: 'sends, reads later',
    ...compareFinals(await transcribe(server, audio), client.finals),
    isInOrder: areInOrder([client]),
    isAsDue: lostConnections(server) === 0,
    due: 'the connection lives',
    note: `${unread} messages before it read on, ${client.messages.length} in the end`,
  };
}

/** Neither sends nor reads nor answers pings, in the middle of speech; then it comes back on another connection. */
async function resumesLater(server: StenoServer, bytes: Uint8Array, stallMs: number): Promise<SlowReaderCase> {
  const audio = bytes.subarray(0, (aroundMs.before + aroundMs.after) * bytesPerMs);
  const before = lostConnections(server);
  const old = await connect({ url: server.url, key: server.key });
  await speak(old, audio.subarray(0, aroundMs.before * bytesPerMs), { speed: 1 });
  old.pause();
  await pause(stallMs);
  const lost = lostConnections(server) - before;
  const { client, receivedBytes } = await resume(server, old);
  await speak(client, audio.subarray(receivedBytes), { speed: 1 });
  await stop(client);
  const found = [...old.finals, ...client.finals];
  return {
    name: 'does nothing, resumes',
    ...compareFinals(await transcribe(server, audio, { gapAtByte: receivedBytes }), found),
    isInOrder: areInOrder([old, client]),
    isAsDue: lost === 1,
    due: 'the server gives the connection up',
    note: `resumed at ${receivedBytes / bytesPerMs} ms of the audio`,
  };
}

/** Sends as fast as the server reads until it is disconnected; the reference reads what was heard of it. */
async function neverReads(server: StenoServer, bytes: Uint8Array): Promise<SlowReaderCase> {
  const client = await connect({ url: server.url, key: server.key });
  client.pause();
  let record: SessionRecord;
  try {
    const startMs = performance.now();
    let isOver = false;
    await fillBuffers(client);
    void speak(client, bytes, { isOver: () => isOver });
    record = await endOf(server, client);
    isOver = true;
    const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
    const heard = bytes.subarray(0, Math.round(record.duration * 1000 * bytesPerMs));
    return {
      name: 'is flooded, never reads',
      ...compareFinals(await transcribe(server, heard), record.results),
      isInOrder: true,
      isAsDue: record.error === 'slow_consumer' && record.complete,
      due: 'slow_consumer, and a complete record',
      note: `ended by ${String(record.error)} after ${seconds} s and ${record.duration.toFixed(0)} s of audio`,
    };
  } finally {
    client.destroy();
  }
}

async function fillBuffers(client: TestClient): Promise<void> {
  for (let sent = 0; sent < filling.flushes; sent += 1) {
    client.say({ action: 'flush', id: filling.id });
    // At most 100 may wait for their answer.
    if (sent % filling.atOnce === 0) await pause(filling.pauseMs);
  }
}

async function endOf(server: StenoServer, client: TestClient): Promise<SessionRecord> {
  for (let waitedMs = 0; waitedMs < floodTimeoutMs; waitedMs += 1000) {
    await pause(1000);
    const record = await recordOf(server, sessionIdOf(client));
    if (record.state !== 'live') return record;
  }
  throw new BenchError('no_answer', 'The server did not end the session of a client that never reads.');
}

function lostConnections({ log }: StenoServer): number {
  return log.filter(({ msg }) => msg === 'connection lost').length;
}
