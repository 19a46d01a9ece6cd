import { bytesPerMs } from '@steno/audio';
import { connect, type TestClient } from '@steno/testkit';
import { chunkBytes } from '../assets/chunk.ts';
import { BenchError } from '../bench-error.ts';
import { pause } from '../processes/pause.ts';
import type { ServerAddress } from '../server/server-program.ts';

/** How audio is sent. */
export interface SpeakOptions {
  /** Times real time; default as fast as the server reads. */
  readonly speed?: number;
  /** Asked before each chunk; true ends it. Default never. */
  readonly isOver?: () => boolean;
}

/** How long a gap may take to be noticed, in ms: twice the default of `gapMs`. */
const gapTimeoutMs = 4000;
/** How long the last finals may take, in ms: minutes of audio may wait in the buffers of the system, on a busy machine. */
const finishTimeoutMs = 300_000;

/** Sends audio in chunks of 100 ms; resolves when the last one is sent. */
export async function speak(client: TestClient, bytes: Uint8Array, options: SpeakOptions = {}): Promise<void> {
  const { speed, isOver } = options;
  const startMs = performance.now();
  for (let at = 0; at < bytes.length && isOver?.() !== true; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    if (speed === undefined) await client.send(chunk);
    else {
      await pause(Math.max(0, startMs + (at + chunk.length) / bytesPerMs / speed - performance.now()));
      void client.send(chunk);
    }
  }
}

/** Says `stop` and waits for the end, at most so long; default 300,000 ms. */
export async function stop(client: TestClient, timeoutMs: number = finishTimeoutMs): Promise<void> {
  client.say({ action: 'stop' });
  await client.end(timeoutMs);
}

/** What names a session on the wire. */
export function sessionIdOf(client: TestClient): string {
  return tokenOf(client).session;
}

/** A session that goes on over another connection. */
export interface ResumedSession {
  readonly client: TestClient;
  /** How much of the audio the server has. */
  readonly receivedBytes: number;
}

/** Gives a connection up as a client does whose network is gone, and goes on with its session over another one. */
export async function resume(address: ServerAddress, old: TestClient): Promise<ResumedSession> {
  old.destroy();
  // What had come and was not read still counts.
  await old.end();
  const query = { ...tokenOf(old), last_seq: String(lastSeqOf(old)) };
  const client = await connect({ url: address.url, key: address.key, query });
  const [first] = client.messages;
  if (first?.type !== 'state' || first.state !== 'resumed') {
    throw new BenchError('no_answer', 'The server did not resume a session.');
  }
  return { client, receivedBytes: first.received_bytes ?? 0 };
}

/** True when the numbers of the messages of a session's connections have neither a gap nor a repetition. */
export function areInOrder(connections: readonly TestClient[]): boolean {
  const numbers = connections.flatMap(({ messages }) =>
    messages.flatMap((message) => (isResumed(message) || message.seq === undefined ? [] : [message.seq])),
  );
  return numbers.every((seq, index) => seq === index);
}

/** What a transcription may do on its way. */
export interface TranscribeOptions {
  /** The byte before which the client sends nothing until an open segment is finalised for it. */
  readonly gapAtByte?: number;
}

/** The finals of audio that is sent as fast as the server reads, over one connection. */
export async function transcribe(
  { url, key }: ServerAddress,
  bytes: Uint8Array,
  { gapAtByte = 0 }: TranscribeOptions = {},
): Promise<TestClient['finals']> {
  const client = await connect({ url, key });
  await speak(client, bytes.subarray(0, gapAtByte));
  if (gapAtByte > 0) {
    const isGap = ({ type, ...rest }: TestClient['messages'][number]): boolean =>
      type === 'warning' && 'code' in rest && rest.code === 'audio_gap';
    // Nothing is told when no segment is open.
    await client.message(isGap, gapTimeoutMs).catch(() => undefined);
  }
  await speak(client, bytes.subarray(gapAtByte));
  await stop(client);
  return client.finals;
}

function tokenOf({ messages }: TestClient): { readonly session: string; readonly resume_token: string } {
  const told = messages.findLast((message) => message.type === 'state' && message.resume_token !== undefined);
  if (told?.type !== 'state') throw new BenchError('no_answer', 'The server named no session.');
  return { session: told.session_id ?? '', resume_token: told.resume_token ?? '' };
}

function lastSeqOf({ messages }: TestClient): number {
  return messages.reduce((last, { seq }) => Math.max(last, seq ?? -1), -1);
}

function isResumed(message: TestClient['messages'][number]): boolean {
  return message.type === 'state' && message.state === 'resumed';
}
