import type { Duplex } from 'node:stream';
import { type Frame, FrameError, FrameReader, type FrameType, makeFrameHeader } from './frame.ts';

const noPayload = new Uint8Array(0);

/** Frames over one pipe: the process boundary as each side sees it. */
export class FrameChannel {
  readonly #pipe: Duplex;
  #isGathering = false;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  /**
   * @param pipe - a connected pipe, owned by the channel from now on.
   * @param onFrame - called for each frame in order; what it throws closes the pipe.
   * @param onClose - called once, when the pipe ends for whatever reason; with what was wrong, if
   *   anything was: a {@link FrameError} when the other side does not keep to the framing or `onFrame` threw.
   */
  constructor(pipe: Duplex, onFrame: (frame: Frame) => void, onClose: (cause: Error | undefined) => void) {
    this.#pipe = pipe;
    const reader = new FrameReader();
    let cause: Error | undefined;
    pipe.on('data', (chunk: Uint8Array) => {
      try {
        for (const frame of reader.push(chunk)) {
          if (pipe.destroyed) return;
          onFrame(frame);
        }
      } catch (error) {
        cause = error instanceof FrameError ? error : new FrameError('a frame cannot be taken', { cause: error });
        pipe.destroy();
      }
    });
    pipe.on('error', (error: Error) => {
      cause ??= error;
    });
    pipe.on('end', () => pipe.destroy());
    pipe.on('close', () => {
      onClose(cause);
    });
  }

  /** Bytes written and not yet taken by the other side. */
  get bufferedBytes(): number {
    return this.#pipe.writableLength;
  }

  /**
   * Sends a frame whose payload is raw bytes.
   *
   * @param payload - owned by the channel from now on: it must not be changed.
   */
  sendBytes(type: FrameType, stream: number, payload: Uint8Array = noPayload): void {
    if (this.#pipe.destroyed) return;
    this.#gather();
    this.#pipe.write(makeFrameHeader(type, stream, payload.length));
    if (payload.length > 0) this.#pipe.write(payload);
  }

  /** Sends a frame whose payload is JSON. */
  sendJson(type: FrameType, stream: number, value: unknown): void {
    this.sendBytes(type, stream, this.#encoder.encode(JSON.stringify(value)));
  }

  /**
   * Reads the JSON payload of a frame.
   *
   * @throws FrameError when it is none.
   */
  readJson(frame: Frame): unknown {
    try {
      return JSON.parse(this.#decoder.decode(frame.payload));
    } catch {
      // The parser's own words quote the payload, which may hold speech.
      throw new FrameError(`the payload of a frame of type ${frame.type} is no JSON`);
    }
  }

  /** Closes the pipe; `onClose` follows. Idempotent. */
  close(): void {
    this.#pipe.destroy();
  }

  /** All frames of one turn go to the system in one call: a worker tells of many streams at once. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#pipe.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      this.#pipe.uncork();
    });
  }
}
