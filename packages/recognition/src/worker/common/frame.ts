/**
 * The framing between host and worker, the same in both directions: a header of three little-endian
 * 32-bit integers (payload bytes, stream number, frame type), then the payload. Audio travels as raw
 * samples, everything else that has a payload as JSON.
 */
export const frameHeaderBytes = 12;

/** The largest payload taken; a larger one means that the two sides lost step. */
export const maxFramePayloadBytes: number = 64 * 1024 * 1024;

/** What a frame carries. */
export const frameTypes = {
  /** host -> worker, once: the model to load, as {@link WorkerSetup}. */
  load: 1,
  /** host -> worker: a new stream, as {@link StreamSetup}. */
  open: 2,
  /** host -> worker: s16 samples. */
  audio: 3,
  /** host -> worker: finalise what came before, as {@link FlushRequest}. */
  flush: 4,
  /** host -> worker: no audio follows. */
  end: 5,
  /** host -> worker: forget the stream. */
  close: 6,
  /** worker -> host, once: the model is loaded, as {@link WorkerReady}. */
  ready: 7,
  /** worker -> host: one event of a stream. */
  event: 8,
  /** host -> worker: answer at once. */
  ping: 9,
  /** worker -> host: the answer, with a {@link WorkerLoad} if it tells one. */
  pong: 10,
  /** worker -> host, once: the engine has decoded something. */
  proven: 11,
} as const;

/** The type of a frame. */
export type FrameType = (typeof frameTypes)[keyof typeof frameTypes];

/** One frame. */
export interface Frame {
  readonly type: FrameType;
  /** The stream it belongs to; 0 for frames about the worker. */
  readonly stream: number;
  /** A view of memory the frame owns. */
  readonly payload: Uint8Array;
}

/** The other side does not keep to the framing. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly code = 'frame_broken';
  readonly retryable = false;
}

const knownTypes: ReadonlySet<number> = new Set(Object.values(frameTypes));

/**
 * Makes the header of a frame.
 *
 * @param payloadBytes - the length of the payload that follows; 0..{@link maxFramePayloadBytes}.
 */
export function makeFrameHeader(type: FrameType, stream: number, payloadBytes: number): Uint8Array {
  const header = new Uint8Array(frameHeaderBytes);
  const view = new DataView(header.buffer);
  view.setUint32(0, payloadBytes, true);
  view.setUint32(4, stream, true);
  view.setUint32(8, type, true);
  return header;
}

/** Cuts a byte stream into frames, whatever the cut of the chunks it comes in. */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #bufferedBytes = 0;
  #header: { readonly payloadBytes: number; readonly stream: number; readonly type: FrameType } | undefined;

  /**
   * Takes the next bytes.
   *
   * @param chunk - any length; kept until its frames are returned, so it must not be changed.
   * @returns the frames that are whole now; payloads may be views of the chunk.
   * @throws FrameError when the bytes are no frames.
   */
  push(chunk: Uint8Array): readonly Frame[] {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    if (this.#header === undefined) {
      if (this.#bufferedBytes < frameHeaderBytes) return undefined;
      this.#header = parseHeader(this.#take(frameHeaderBytes));
    }
    const { payloadBytes, stream, type } = this.#header;
    if (this.#bufferedBytes < payloadBytes) return undefined;
    this.#header = undefined;
    return { type, stream, payload: this.#take(payloadBytes) };
  }

  #take(bytes: number): Uint8Array {
    this.#bufferedBytes -= bytes;
    const first = this.#chunks[0];
    if (first !== undefined && first.length >= bytes) {
      if (first.length === bytes) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(bytes);
      return first.subarray(0, bytes);
    }
    const taken = new Uint8Array(bytes);
    for (let filled = 0; filled < bytes;) {
      const chunk = this.#chunks.shift();
      if (chunk === undefined) break;
      const part = chunk.subarray(0, bytes - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length < chunk.length) this.#chunks.unshift(chunk.subarray(part.length));
    }
    return taken;
  }
}

function parseHeader(bytes: Uint8Array): {
  readonly payloadBytes: number;
  readonly stream: number;
  readonly type: FrameType;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const payloadBytes = view.getUint32(0, true);
  const type = view.getUint32(8, true);
  if (payloadBytes > maxFramePayloadBytes) throw new FrameError(`a frame of ${payloadBytes} bytes is announced`);
  if (!knownTypes.has(type)) throw new FrameError(`a frame of the unknown type ${type} is announced`);
  return { payloadBytes, stream: view.getUint32(4, true), type: type as FrameType };
}
