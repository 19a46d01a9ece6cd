import { msToSamples } from '@steno/audio';
import { bytesOf } from '../assets/long-file.ts';
import { secondsOf } from '../assets/recordings.ts';
import { openSession } from '../client/session-client.ts';
import type { ServerAddress } from '../server/server-program.ts';
import { feedPaced } from './paced-feed.ts';
import { latenciesOf, type SessionLatencies } from './session-latencies.ts';

/** How much of a recording is spoken first, the silence behind it, and what is spoken last; in ms. */
const scriptMs = { first: 5000, silence: 1000, last: 2000 };

/** How a script is played. */
export interface PlayOptions {
  /** Number of the stream, from 0; spreads streams over each 100 ms. */
  readonly stream: number;
  readonly finishBy: 'stop' | 'close';
  /** Default `fast`. */
  readonly type?: 'fast' | 'quality';
}

/** Makes of each recording a sentence, a pause that ends the utterance, and a sentence that the end of the audio cuts off. */
export function toScripts(recordings: readonly { readonly samples: Int16Array }[]): readonly Int16Array[] {
  const long = recordings.filter((recording) => secondsOf(recording) * 1000 >= scriptMs.first / 2);
  return long.map(({ samples }, index) => {
    const first = samples.subarray(0, msToSamples(scriptMs.first));
    const other = long[(index + 1) % long.length]?.samples ?? samples;
    const last = other.subarray(0, msToSamples(scriptMs.last));
    const script = new Int16Array(first.length + msToSamples(scriptMs.silence) + last.length);
    script.set(first);
    script.set(last, script.length - last.length);
    return script;
  });
}

/** Plays a script to a server at real-time pace. */
export async function playSession(
  address: ServerAddress,
  samples: Int16Array,
  { stream, finishBy, type }: PlayOptions,
): Promise<SessionLatencies & { readonly finishBy: 'stop' | 'close' }> {
  const session = await openSession(address, type === undefined ? {} : { type });
  const arrivals = await feedPaced(samples, { stream }, (chunk) => {
    session.send(bytesOf(chunk));
  });
  const finishedAtMs = performance.now();
  session.finish(finishBy);
  await session.closed;
  return { ...latenciesOf({ messages: session.messages, arrivals, finishedAtMs }), finishBy };
}
