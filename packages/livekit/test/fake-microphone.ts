import { ReadableStream, type ReadableStreamDefaultController } from 'node:stream/web';
import { voice } from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';

/** A microphone that a test speaks into. */
export class FakeMicrophone extends voice.AudioInput {
  #controller: ReadableStreamDefaultController<AudioFrame> | undefined;

  constructor() {
    super();
    const start = (controller: ReadableStreamDefaultController<AudioFrame>): void => {
      this.#controller = controller;
    };
    this.multiStream.addInputStream(new ReadableStream<AudioFrame>({ start }));
  }

  push(frame: AudioFrame): void {
    this.#controller?.enqueue(frame);
  }
}
