import { chunkSamples } from './chunk-cutter.ts';

/** Where audio goes: Web Audio, or what a test has in its place. */
export interface PlayerOutput {
  /** Seconds of its own clock. */
  readonly now: number;
  /**
   * Plays samples at a time of its clock.
   *
   * @returns ends them.
   */
  schedule(samples: Int16Array, at: number): () => void;
  close(): void;
}

/** What is played. */
export interface PlayerTrack {
  /** The piece of 2 s with that index; undefined when there is none. */
  readonly chunk: (index: number) => Promise<Int16Array | undefined>;
  /** Where it begins, in ms. */
  readonly fromMs: number;
}

const sampleRateHz = 16_000;
const chunkMs = (chunkSamples / sampleRateHz) * 1000;
/** How far ahead of what is heard pieces are scheduled. Chosen: longer than a page in the background sleeps. */
const aheadMs = 6000;
const pollMs = 250;
/** Time for the first piece to be scheduled, in seconds. */
const leadSeconds = 0.05;

/** Plays kept audio from any moment. One at a time: the next `play` ends the one before. */
export class AudioPlayer {
  readonly #open: () => PlayerOutput;
  readonly #onChange: (positionMs: number | undefined) => void;
  #output: PlayerOutput | undefined;
  #playing: AbortController | undefined;

  /**
   * @param open - called with the first `play`, which has to be in the listener of a click.
   * @param onChange - the position that is heard, some times a second; undefined when nothing is.
   */
  constructor(open: () => PlayerOutput, onChange: (positionMs: number | undefined) => void) {
    this.#open = open;
    this.#onChange = onChange;
  }

  get isPlaying(): boolean {
    return this.#playing !== undefined;
  }

  /** Plays until the end of what is kept, or `stop`. Resolves then. */
  async play(track: PlayerTrack, fromMs: number): Promise<void> {
    this.stop();
    const playing = new AbortController();
    this.#playing = playing;
    this.#output ??= this.#open();
    try {
      await this.#run(this.#output, track, { fromMs: Math.max(fromMs, track.fromMs), signal: playing.signal });
    } finally {
      if (this.#playing === playing) this.stop();
    }
  }

  /** Ends what is played. Idempotent. */
  stop(): void {
    if (this.#playing === undefined) return;
    this.#playing.abort();
    this.#playing = undefined;
    this.#onChange(undefined);
  }

  /** Ends, and lets go of the output. */
  close(): void {
    this.stop();
    this.#output?.close();
    this.#output = undefined;
  }

  async #run(
    output: PlayerOutput,
    track: PlayerTrack,
    { fromMs, signal }: { readonly fromMs: number; readonly signal: AbortSignal },
  ): Promise<void> {
    const startAt = output.now + leadSeconds;
    const positionMs = (): number => fromMs + Math.max(0, output.now - startAt) * 1000;
    let index = Math.floor(fromMs / chunkMs);
    let endMs = fromMs;
    const ends: (() => void)[] = [];
    signal.addEventListener('abort', () => {
      for (const end of ends) end();
    });
    const isOver = (): boolean => signal.aborted;
    for (let isAll = false; !isOver();) {
      while (!isAll && endMs < positionMs() + aheadMs) {
        const chunk = await track.chunk(index);
        if (isOver()) return;
        const skipped = Math.round(((endMs - index * chunkMs) * sampleRateHz) / 1000);
        if (chunk === undefined || chunk.length <= skipped) isAll = true;
        else {
          ends.push(output.schedule(chunk.subarray(skipped), startAt + (endMs - fromMs) / 1000));
          // Those that have been heard need no end.
          if (ends.length > 8) ends.shift();
          endMs = index * chunkMs + (chunk.length * 1000) / sampleRateHz;
          isAll = chunk.length < chunkSamples;
          index += 1;
        }
      }
      if (positionMs() >= endMs) return;
      this.#onChange(positionMs());
      await pause(pollMs, signal);
    }
  }
}

/** Plays by Web Audio. */
export function webAudioOutput(): PlayerOutput {
  const context = new AudioContext();
  void context.resume();
  return {
    get now() {
      return context.currentTime;
    },
    schedule: (samples, at) => {
      const buffer = context.createBuffer(1, samples.length, sampleRateHz);
      buffer.copyToChannel(
        Float32Array.from(samples, (sample) => sample / 32_768),
        0,
      );
      const node = context.createBufferSource();
      node.buffer = buffer;
      node.connect(context.destination);
      node.start(at);
      return () => {
        node.stop();
        node.disconnect();
      };
    },
    close: () => void context.close(),
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
