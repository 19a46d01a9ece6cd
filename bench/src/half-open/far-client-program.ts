import { readFileSync } from 'node:fs';
import { bytesPerMs } from '@steno/audio';
import { connect, type TestClient } from '@steno/testkit';
import { areInOrder, resume, sessionIdOf, speak, stop } from '../client/speaking.ts';
import { serveParent } from '../processes/serve-parent.ts';
import type { ServerAddress } from '../server/server-program.ts';

/** What the clients of the far end are started with. */
export interface FarClientsStart {
  readonly address: ServerAddress;
  /** The audio of the client that speaks. */
  readonly file: string;
}

/** The sessions of the two clients. */
export interface FarSessions {
  readonly idle: string;
  readonly speaking: string;
}

/** What one client has in the end. */
export interface FarTranscript {
  readonly finals: TestClient['finals'];
  /** How much of the audio the server had when the client came back. */
  readonly receivedBytes: number;
  readonly isInOrder: boolean;
}

let address: ServerAddress = { url: '', key: '' };
let audio: Uint8Array = new Uint8Array(0);
let idle: TestClient | undefined;
let speaking: TestClient | undefined;
let isOver = false;

/** Connects a client that only listens, and one that speaks at real time. */
async function start({ address: given, file }: FarClientsStart): Promise<FarSessions> {
  address = given;
  audio = readFileSync(file);
  isOver = false;
  idle = await connect(address);
  const client = await connect(address);
  speaking = client;
  // With the network gone it goes on: what it sends waits in its buffers.
  void speak(client, audio, { speed: 1, isOver: () => isOver || speaking !== client });
  return { idle: sessionIdOf(idle), speaking: sessionIdOf(client) };
}

/** Comes back to a session, says what the server has not heard, and ends it. */
async function comeBack({ who }: { readonly who: 'idle' | 'speaking' }): Promise<FarTranscript> {
  const old = who === 'idle' ? idle : speaking;
  if (old === undefined) throw new Error('no client is connected');
  if (who === 'speaking') isOver = true;
  const { client, receivedBytes } = await resume(address, old);
  // A listener has something to say at last.
  const rest = audio.subarray(receivedBytes, who === 'idle' ? 10_000 * bytesPerMs : undefined);
  await speak(client, rest);
  await stop(client);
  return { finals: [...old.finals, ...client.finals], receivedBytes, isInOrder: areInOrder([old, client]) };
}

serveParent({ start, comeBack }, async () => {
  isOver = true;
  idle?.destroy();
  speaking?.destroy();
});
