import { bytesOf } from '../assets/long-file.ts';
import { openSession, type SessionClient } from '../client/session-client.ts';
import { feedPaced } from '../latency/paced-feed.ts';
import type { WordLatency } from '@steno/client/measure';
import { wordLatenciesOf } from '../latency/session-latencies.ts';
import type { ServerAddress } from '../server/server-program.ts';

/** How far apart in the corpus sessions begin, as a share of it. */
const offsetShare = 0.25;

/** Speakers at real time, in a process that does nothing else meanwhile. */
export class LiveSessions {
  readonly #speaking: readonly Promise<readonly WordLatency[]>[];
  readonly #state: { isOver: boolean };

  /** For {@link LiveSessions.start}. */
  constructor(speaking: readonly Promise<readonly WordLatency[]>[], state: { isOver: boolean }) {
    this.#speaking = speaking;
    this.#state = state;
  }

  /**
   * Opens sessions that speak the corpus in a circle, each from another place.
   *
   * @param corpus - not changed; sent from.
   */
  static async start(address: ServerAddress, corpus: Int16Array, count: number): Promise<LiveSessions> {
    const sessions: SessionClient[] = [];
    for (let index = 0; index < count; index += 1) sessions.push(await openSession(address));
    const state = { isOver: false };
    const speaking = sessions.map((session, index) => speakOn(session, { corpus, index, state }));
    return new LiveSessions(speaking, state);
  }

  /** Ends them; resolves with the latency of every word. */
  async finish(): Promise<readonly WordLatency[]> {
    this.#state.isOver = true;
    return (await Promise.all(this.#speaking)).flat();
  }
}

async function speakOn(
  session: SessionClient,
  {
    corpus,
    index,
    state,
  }: { readonly corpus: Int16Array; readonly index: number; readonly state: { isOver: boolean } },
): Promise<readonly WordLatency[]> {
  const arrivals: number[] = [];
  let from = Math.floor((corpus.length / 1600) * ((index * offsetShare) % 1)) * 1600;
  const isOver = (): boolean => state.isOver;
  for (; !state.isOver; from = 0) {
    const fed = await feedPaced(corpus.subarray(from), { stream: index, isOver }, (chunk) => {
      session.send(bytesOf(chunk));
    });
    for (const arrivedAtMs of fed) arrivals.push(arrivedAtMs);
  }
  session.finish('stop');
  await session.closed;
  return wordLatenciesOf({ messages: session.messages, arrivals });
}
