import { readFileSync } from 'node:fs';
import { connect, type TestClient } from '@steno/testkit';
import { chunkBytes } from '../assets/chunk.ts';
import { speak, stop } from '../client/speaking.ts';
import { pause } from '../processes/pause.ts';
import { serveParent } from '../processes/serve-parent.ts';
import type { ServerAddress } from '../server/server-program.ts';

/** What is pushed, and where to. */
export interface FilePush {
  readonly address: ServerAddress;
  readonly file: string;
  /** Where recordings of the file end, in bytes: nothing is said there, so that a push may rest. */
  readonly ends: readonly number[];
  /** Times real time; absent for as fast as the socket takes it. */
  readonly speed?: number;
}

/** What came of a file. */
export interface PushedFile {
  readonly words: readonly { readonly word: string; readonly end: number }[];
  readonly finals: number;
  /** Seconds of audio that the server says it has heard. */
  readonly heardSeconds: number;
  /** Whether the server says that all of it is in the record. */
  readonly isRecorded: boolean;
}

/** How long nothing must come for all that was sent to be decoded, in ms; at full speed, half a minute of audio. */
export const quietMs = 700;
/** Above this much in the library's hands the socket is waited for, in bytes. */
const highWaterBytes = 64 * 1024;

let client: TestClient | undefined;
let push: FilePush | undefined;
let audio: Uint8Array = new Uint8Array(0);
let next = 0;

async function open(given: FilePush): Promise<void> {
  push = given;
  audio = readFileSync(given.file);
  next = 0;
  client = await connect(given.address);
}

/** Sends for so long, then to the next end of a recording; resolves with whether it was the last. */
async function send({ ms }: { readonly ms: number }): Promise<boolean> {
  if (client === undefined || push === undefined) throw new Error('no session is open');
  if (push.speed !== undefined) {
    await speak(client, audio, { speed: push.speed });
    return true;
  }
  const untilMs = performance.now() + ms;
  for (const end of push.ends) {
    if (end <= next) continue;
    for (; next < end; next += chunkBytes) {
      void client.send(audio.subarray(next, Math.min(end, next + chunkBytes)));
      while (client.bufferedBytes > highWaterBytes) await pause(1);
    }
    if (performance.now() >= untilMs) break;
  }
  await quiet(client);
  return next >= audio.length;
}

async function finish(): Promise<PushedFile> {
  if (client === undefined) throw new Error('no session is open');
  await stop(client);
  const last = client.messages.at(-1);
  if (last?.type !== 'state') throw new Error('the session did not end with stopped');
  return {
    words: client.finals.flatMap(({ words = [] }) => words.map(({ word, end }) => ({ word, end }))),
    finals: client.finals.length,
    heardSeconds: last.duration ?? NaN,
    isRecorded: last.recorded === true,
  };
}

async function quiet({ messages }: TestClient): Promise<void> {
  for (let count = -1; count !== messages.length;) {
    count = messages.length;
    await pause(quietMs);
  }
}

serveParent({ open, send, finish }, async () => {
  client?.destroy();
});
