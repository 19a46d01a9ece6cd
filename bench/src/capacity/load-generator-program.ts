import type { Socket } from 'node:net';
import { corpusChunk, readCorpusChunks } from '../assets/corpus.ts';
import { pause } from '../processes/pause.ts';
import { serveParent } from '../processes/serve-parent.ts';
import type { ServerAddress } from '../server/server-program.ts';
import type { PacedRun } from './bare-loop-program.ts';
import { Pacing } from './pacing.ts';
import { makeClientFrame, openRawSession } from './raw-session.ts';

/** What a load generator is started with. */
export interface LoadGeneratorStart {
  /** The corpus of all streams. */
  readonly file: string;
  readonly address: ServerAddress;
}

/** How often sessions are kept alive that get no audio, in ms. */
const keepAliveMs = 4000;
const keepAliveFrame = makeClientFrame(1, Buffer.from('{"action":"keepalive"}'));

const sockets: Socket[] = [];
let frames: readonly Buffer[] = [];
let address: ServerAddress = { url: '', key: '' };
let keepAlive: NodeJS.Timeout | undefined;

function start(options: LoadGeneratorStart): void {
  address = options.address;
  frames = readCorpusChunks(options.file).map((chunk) => makeClientFrame(2, chunk));
  keepAlive = setInterval(() => {
    for (const socket of sockets) socket.write(keepAliveFrame);
  }, keepAliveMs);
}

/** Opens one more session and sends its first chunk, so that all it needs is there before it is measured. */
async function open(): Promise<void> {
  const socket = await openRawSession(address);
  sockets.push(socket);
  socket.write(corpusChunk(frames, sockets.length - 1, 0));
}

/** Sends audio in real time; resolves with how many sessions are still there. */
async function run({ streams, seconds }: PacedRun): Promise<number> {
  const pacing = new Pacing(streams, performance.now(), seconds);
  while (!pacing.isOver) {
    for (const { stream, sequence } of pacing.take()) sockets[stream]?.write(corpusChunk(frames, stream, sequence));
    await pause(Math.max(0, pacing.nextMs - performance.now()));
  }
  return sockets.filter(({ closed }) => !closed).length;
}

serveParent({ start, open, run }, () => {
  clearInterval(keepAlive);
  for (const socket of sockets) socket.destroy();
  return Promise.resolve();
});
