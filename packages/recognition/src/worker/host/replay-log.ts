import type { Checkpoint } from '../../endpointing/checkpoint.ts';
import type { SegmentEnd } from '../../endpointing/tracker-event.ts';
import { FrameError } from '../common/frame.ts';

/** Shorter chunks are copied together, so that what is kept of each counts little. Chosen: 50 ms. */
const shortChunkSamples = 800;
/** What short chunks are copied into. Chosen. */
const blockSamples = 3200;

/** A request to finalise, in its place between the audio. */
export interface ReplayMark {
  /** What the worker answers with; counted up from 0. */
  readonly id: number;
  /** What the session asked with; undefined for a request of the host's own. */
  readonly flushId: number | undefined;
  /** True when the stream's state has to begin anew there. */
  readonly mustRenew: boolean;
  /** True once the session has its answer. */
  isTold: boolean;
  /** True once the worker that has the stream now has answered it. */
  isAnswered: boolean;
}

/** One thing to say to a worker again. */
export type ReplayItem =
  { readonly type: 'audio'; readonly samples: Int16Array } | { readonly type: 'mark'; readonly mark: ReplayMark };

/**
 * What a stream was given since its newest checkpoint, in order: what another worker has to be given to go on with it.
 * Its owner bounds it by asking for checkpoints.
 */
export class ReplayLog {
  #items: ReplayItem[] = [];
  #checkpoint: Checkpoint | undefined;
  #ends: SegmentEnd[] = [];
  #keptSamples = 0;
  #nextMark = 0;
  #marks = 0;
  /** What short chunks are copied into, which of it the last item is, and whether another chunk may join that. */
  #block: { readonly samples: Int16Array; start: number; filled: number } | undefined;
  #isBlockLast = false;

  /** Where the log begins; undefined at the stream's beginning. */
  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  /** The position from which on nothing is decoded for good, in samples. Audio before it is kept for the lead-in. */
  get startSample(): number {
    return this.#checkpoint?.sample ?? 0;
  }

  /** The position behind all audio, in samples. */
  get endSample(): number {
    return this.#audioStart + this.#keptSamples;
  }

  /** Where the audio begins that is kept: the lead-in of the checkpoint goes before it. */
  get #audioStart(): number {
    return this.startSample - (this.#checkpoint?.leadInSamples ?? 0);
  }

  /** Samples kept. */
  get keptSamples(): number {
    return this.#keptSamples;
  }

  /** Marks kept, answered or not. */
  get marks(): number {
    return this.#marks;
  }

  /** True while the worker that has the stream has not answered all marks. */
  get hasOpenMarks(): boolean {
    return this.#items.some((item) => item.type === 'mark' && !item.mark.isAnswered);
  }

  /** What it holds, in order. Audio is a view of what is kept: it must not be changed. */
  get items(): readonly ReplayItem[] {
    return this.#items;
  }

  /** The segment ends told since, in their order. */
  get ends(): readonly SegmentEnd[] {
    return this.#ends;
  }

  /** Adds a segment end; one that another worker tells again is known. */
  noteEnd(end: SegmentEnd): void {
    if (end.at > (this.#ends.at(-1)?.at ?? -1)) this.#ends.push(end);
  }

  /**
   * Adds audio.
   *
   * @param samples - kept, and copied only when short; must not be changed any more.
   */
  append(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#keptSamples += samples.length;
    if (samples.length < shortChunkSamples) {
      this.#appendShort(samples);
      return;
    }
    this.#isBlockLast = false;
    this.#items.push({ type: 'audio', samples });
  }

  /** Adds a request to finalise what came before. */
  mark(flushId: number | undefined): ReplayMark {
    const mark: ReplayMark = {
      id: this.#nextMark,
      flushId,
      mustRenew: flushId === undefined,
      isTold: flushId === undefined,
      isAnswered: false,
    };
    this.#nextMark += 1;
    this.#marks += 1;
    this.#isBlockLast = false;
    this.#items.push({ type: 'mark', mark });
    return mark;
  }

  /**
   * Takes the worker's answer to a mark. A mark with no audio since the one before cuts nothing, so it is not kept.
   *
   * @throws FrameError when it is not the next one that waits for an answer.
   */
  answer(id: number): ReplayMark {
    const index = this.#items.findIndex((item) => item.type === 'mark' && !item.mark.isAnswered);
    const item = this.#items[index];
    if (item?.type === 'mark' && item.mark.id === id) {
      item.mark.isAnswered = true;
      if (this.#items[index - 1]?.type !== 'audio' && !item.mark.mustRenew) {
        this.#items.splice(index, 1);
        this.#marks -= 1;
      }
      return item.mark;
    }
    throw new FrameError(`flush ${id} is answered, which is not the next one asked`);
  }

  /**
   * Forgets what nobody has to hear again: audio before the checkpoint's lead-in and marks that are answered.
   *
   * @throws FrameError when the checkpoint is before the last one, behind the audio or behind an open mark.
   */
  trim(checkpoint: Checkpoint): void {
    const audioStart = checkpoint.sample - checkpoint.leadInSamples;
    const isKept = checkpoint.sample <= this.endSample && audioStart >= this.#audioStart;
    if (checkpoint.sample < this.startSample || !isKept) {
      throw new FrameError(`a checkpoint at ${checkpoint.sample} is told, outside of what is kept`);
    }
    let position = this.#audioStart;
    let dropped = audioStart - position;
    this.#keptSamples -= dropped;
    this.#checkpoint = checkpoint;
    this.#ends = this.#ends.filter(({ at }) => at > checkpoint.sample);
    const kept: ReplayItem[] = [];
    for (const item of this.#items) {
      if (item.type === 'mark') {
        if (!item.mark.isAnswered && position < checkpoint.sample)
          throw new FrameError('a checkpoint is told behind an open flush');
        if (!item.mark.isAnswered) kept.push(item);
        continue;
      }
      position += item.samples.length;
      const skipped = Math.min(dropped, item.samples.length);
      dropped -= skipped;
      if (skipped < item.samples.length) kept.push({ type: 'audio', samples: item.samples.subarray(skipped) });
    }
    this.#marks = kept.filter(({ type }) => type === 'mark').length;
    this.#items = joinShort(kept);
    this.#block = undefined;
    this.#isBlockLast = false;
  }

  /** Says that another worker gets all of it. */
  rewind(): void {
    for (const item of this.#items) if (item.type === 'mark') item.mark.isAnswered = false;
  }

  /** Forgets everything; for a stream that is over. */
  clear(): void {
    this.#items = [];
    this.#ends = [];
    this.#keptSamples = 0;
    this.#marks = 0;
    this.#block = undefined;
    this.#isBlockLast = false;
  }

  /** Samples of a block are written once, so views of it that were given away stay as they are. */
  #appendShort(samples: Int16Array): void {
    let block = this.#block;
    if (block === undefined || block.filled + samples.length > block.samples.length) {
      block = { samples: new Int16Array(blockSamples), start: 0, filled: 0 };
    } else if (this.#isBlockLast) {
      this.#items.pop();
    } else {
      block.start = block.filled;
    }
    block.samples.set(samples, block.filled);
    block.filled += samples.length;
    this.#block = block;
    this.#isBlockLast = true;
    this.#items.push({ type: 'audio', samples: block.samples.subarray(block.start, block.filled) });
  }
}

/** Copies short pieces of audio together between which no mark is left, so that there are never many of them. */
function joinShort(items: readonly ReplayItem[]): ReplayItem[] {
  const joined: ReplayItem[] = [];
  let run: Int16Array[] = [];
  const closeRun = (): void => {
    if (run.length > 0) joined.push({ type: 'audio', samples: concatenate(run) });
    run = [];
  };
  for (const item of items) {
    if (item.type === 'audio' && item.samples.length < shortChunkSamples) {
      run.push(item.samples);
      continue;
    }
    closeRun();
    joined.push(item);
  }
  closeRun();
  return joined;
}

function concatenate(parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
