import { corpusChunk, readCorpusChunks } from '../assets/corpus.ts';
import { createFrame, RawConnection } from '../client/raw-connection.ts';
import { pause } from '../processes/pause.ts';
import { serveParent } from '../processes/serve-parent.ts';
import type { ServerAddress } from '../server/server-program.ts';
import type { PacedRun } from './bare-loop-program.ts';
import { Pacing } from './pacing.ts';

/** What a load generator is started with. */
export interface LoadGeneratorStart {
  /** The corpus of all streams. */
  readonly file: string;
  readonly address: ServerAddress;
}

/** How often sessions are kept alive that get no audio, in ms. */
const keepAliveMs = 4000;
const keepAliveFrame = createFrame(Buffer.from('{"action":"keepalive"}'), 1);

const connections: RawConnection[] = [];
let frames: readonly Buffer[] = [];
let address: ServerAddress = { url: '', key: '' };
let keepAlive: NodeJS.Timeout | undefined;

function start(options: LoadGeneratorStart): void {
  address = options.address;
  frames = readCorpusChunks(options.file).map((chunk) => createFrame(chunk));
  keepAlive = setInterval(() => {
    for (const connection of connections) connection.write(keepAliveFrame);
  }, keepAliveMs);
}

/** Opens one more session and sends its first chunk, so that all it needs is there before it is measured. */
async function open(): Promise<void> {
  const connection = await RawConnection.open(address);
  connections.push(connection);
  connection.write(corpusChunk(frames, connections.length - 1, 0));
}

/** Sends audio in real time; resolves with how many sessions are still there. */
async function run({ streams, seconds }: PacedRun): Promise<number> {
  const pacing = new Pacing(streams, performance.now(), seconds);
  while (!pacing.isOver) {
    for (const { stream, sequence } of pacing.take()) {
      connections[stream]?.write(corpusChunk(frames, stream, sequence));
    }
    await pause(Math.max(0, pacing.nextMs - performance.now()));
  }
  return connections.filter(({ isClosed }) => !isClosed).length;
}

serveParent({ start, open, run }, () => {
  clearInterval(keepAlive);
  for (const connection of connections) connection.close();
  return Promise.resolve();
});
