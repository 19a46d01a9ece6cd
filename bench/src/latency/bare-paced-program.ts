import { readFileSync } from 'node:fs';
import type { InstalledModel } from '@steno/recognition';
import { type BareRecognizer, type BareStream, loadBareRecognizer, toFloat } from '../engine/sherpa.ts';
import { serveParent } from '../processes/serve-parent.ts';
import { feedPaced } from './paced-feed.ts';

/** What one stream of the bare loop showed. */
export interface BarePaced {
  /** When each chunk was given to the engine, in ms on the program's own clock. */
  readonly arrivals: readonly number[];
  /** When it first had a text; null when never. */
  readonly firstTextAtMs: number | null;
}

let recognizer: BareRecognizer | undefined;

function load({ model }: { readonly model: InstalledModel }): void {
  recognizer = loadBareRecognizer(model);
}

/** Feeds files of s16 at real-time pace, all at once; what is ready at the same time is decoded together. */
async function play({ files }: { readonly files: readonly string[] }): Promise<readonly BarePaced[]> {
  const engine = recognizer;
  if (engine === undefined) throw new Error('no model is loaded');
  const open: { readonly stream: BareStream; firstTextAtMs: number | null }[] = [];
  const decodeReady = (): void => {
    for (;;) {
      const ready = open.filter(({ stream }) => engine.isReady(stream));
      if (ready.length === 0) return;
      engine.decodeStreams(ready.map(({ stream }) => stream));
      for (const entry of ready) {
        if (entry.firstTextAtMs === null && engine.getResult(entry.stream).text.trim() !== '') {
          entry.firstTextAtMs = performance.now();
        }
      }
    }
  };
  return await Promise.all(
    files.map(async (file, index) => {
      const bytes = readFileSync(file);
      const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      const entry: (typeof open)[number] = { stream: engine.createStream(), firstTextAtMs: null };
      open.push(entry);
      const arrivals = await feedPaced(samples, { stream: index }, (chunk) => {
        entry.stream.acceptWaveform({ samples: toFloat(chunk), sampleRate: 16_000 });
        decodeReady();
      });
      return { arrivals, firstTextAtMs: entry.firstTextAtMs };
    }),
  );
}

serveParent({ load, play }, async () => undefined);
