import type { LocalHost } from '@steno/recognition';
import { BenchError } from '../bench-error.ts';
import type { ToldText } from './partial-outcomes.ts';

/** Far above what a recording takes on a busy machine, in ms. */
const timeoutMs = 300_000;

/**
 * Hears audio through workers, as one stream of `quality`.
 *
 * @param samples - 16 kHz mono; at most a few minutes; not changed, kept until the stream is over.
 * @throws rejects with BenchError `child_failed` or `no_answer`.
 */
export async function hearThroughHost(host: LocalHost, samples: Int16Array): Promise<readonly ToldText[]> {
  const told: ToldText[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new BenchError('no_answer', 'The workers did not hear a recording to its end.'));
      }, timeoutMs);
      const stream = host.open({ language: host.languages[0] ?? 'en', type: 'quality' }, (event) => {
        if (event.type === 'partial') told.push({ hypothesis: event.hypothesis, isFinal: false, goesOn: false });
        if (event.type === 'final') told.push({ hypothesis: event.hypothesis, isFinal: true, goesOn: event.goesOn });
        if (event.type === 'failed')
          reject(new BenchError('child_failed', 'The workers lost a recording.', event.error));
        if (event.type === 'ended') resolve();
      });
      stream.write(samples);
      stream.end();
    });
  } finally {
    clearTimeout(timer);
  }
  return told;
}
