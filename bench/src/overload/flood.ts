import { type TestClient, tryToConnect } from '@steno/testkit';
import { speak, stop } from '../client/speaking.ts';
import { pause } from '../processes/pause.ts';
import type { ServerAddress } from '../server/server-program.ts';

/** How a crowd behaves. */
export interface FloodOptions {
  /** Speakers. */
  readonly count: number;
  /** What they say, each from another place. */
  readonly speech: Uint8Array;
  /** In how much time they come, and how long all of it goes on, in ms. */
  readonly rampMs: number;
  readonly floodMs: number;
}

/** What a crowd met. */
export interface FloodOutcome {
  /** Speakers that got a session. */
  readonly accepted: number;
  /** Those whose session ended as it should. */
  readonly finished: number;
  /** Finals of them all. */
  readonly finals: number;
  /** Warnings that recognition is late. */
  readonly lagWarnings: number;
  /** How long each refusal took, in ms, from the first packet to the whole answer. */
  readonly refusalsMs: readonly number[];
  /** How long `/healthz` took meanwhile, in ms: what an answer costs that decides nothing, on a connection of its own. */
  readonly healthMs: readonly number[];
  /** Refusals that were not `at_capacity` with a Retry-After. */
  readonly otherRefusals: number;
}

/** When a refused speaker tries again, in ms: sooner than it was told, as rude clients do. */
const retryMs = 1000;

/** How often `/healthz` is asked, in ms. */
const healthIntervalMs = 200;

interface Tally {
  accepted: number;
  finished: number;
  finals: number;
  lagWarnings: number;
  refusalsMs: number[];
  healthMs: number[];
  otherRefusals: number;
}

/** Lets more speakers come than can be served. */
export async function flood(address: ServerAddress, options: FloodOptions): Promise<FloodOutcome> {
  const counts = { accepted: 0, finished: 0, finals: 0, lagWarnings: 0, otherRefusals: 0 };
  const tally: Tally = { ...counts, refusalsMs: [], healthMs: [] };
  const endMs = performance.now() + options.floodMs;
  const crowd = Array.from({ length: options.count }, async (_, index) => {
    await pause((options.rampMs * index) / options.count);
    await come(address, { ...options, index, endMs, tally });
  });
  await Promise.all([...crowd, watchHealth(address, endMs, tally)]);
  return tally;
}

async function watchHealth({ url }: ServerAddress, endMs: number, { healthMs }: Tally): Promise<void> {
  while (performance.now() < endMs) {
    const fromMs = performance.now();
    await (await fetch(`${url.replace(/^ws/, 'http')}/healthz`, { headers: { connection: 'close' } })).text();
    healthMs.push(performance.now() - fromMs);
    await pause(healthIntervalMs);
  }
}

async function come(
  { url, key }: ServerAddress,
  { speech, count, index, endMs, tally }: FloodOptions & { index: number; endMs: number; tally: Tally },
): Promise<void> {
  while (performance.now() < endMs) {
    const fromMs = performance.now();
    const client = await tryToConnect({ url, key });
    if (client.type === 'open') {
      tally.accepted += 1;
      const from = Math.floor((speech.length * index) / count / 3200) * 3200;
      await say(client, { speech: speech.subarray(from), endMs, tally });
      return;
    }
    tally.refusalsMs.push(performance.now() - fromMs);
    if (client.error.code !== 'at_capacity' || client.headers['retry-after'] === undefined) tally.otherRefusals += 1;
    await pause(Math.max(0, Math.min(retryMs, endMs - performance.now())));
  }
}

async function say(
  client: TestClient,
  { speech, endMs, tally }: { readonly speech: Uint8Array; readonly endMs: number; readonly tally: Tally },
): Promise<void> {
  await speak(client, speech, { speed: 1, isOver: () => performance.now() >= endMs });
  await stop(client);
  if (client.messages.some((message) => message.type === 'state' && message.state === 'stopped')) tally.finished += 1;
  tally.finals += client.finals.length;
  tally.lagWarnings += client.messages.filter((message) => message.type === 'warning' && message.code === 'lag').length;
}
