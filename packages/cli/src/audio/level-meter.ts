import { TransformStream } from 'node:stream/web';

/** What silence is taken for, in dB relative to full scale: a sample of 1. */
const silenceDb = -90;
const fullScale = 32_768;

/** Lets audio through unchanged and tells how loud it is. */
export class LevelMeter {
  /** Of s16le bytes; a sample that is cut between two chunks counts as silence. */
  readonly stream: TransformStream<Uint8Array, Uint8Array>;
  #levelDb = silenceDb;

  constructor() {
    this.stream = new TransformStream({
      transform: (chunk, controller) => {
        this.#levelDb = peakDb(chunk);
        controller.enqueue(chunk);
      },
    });
  }

  /** The loudest sample of the last chunk, in dB relative to full scale: -90..0. */
  get levelDb(): number {
    return this.#levelDb;
  }
}

function peakDb(chunk: Uint8Array): number {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let peak = 1;
  for (let offset = 0; offset + 1 < chunk.length; offset += 2) {
    peak = Math.max(peak, Math.abs(view.getInt16(offset, true)));
  }
  return Math.max(silenceDb, 20 * Math.log10(peak / fullScale));
}
