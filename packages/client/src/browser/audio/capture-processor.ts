/* The file of the audio thread; it is bundled by itself, and loaded by URL. */
import { ChunkMaker } from './chunk-maker.ts';
import { processorName, type ProcessorMessage } from './worklet-messages.ts';

// What w3.org/TR/webaudio-1.1/#AudioWorkletGlobalScope offers and the compiler's library does not describe.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** Sends what it hears as chunks of 16 kHz; silence while nothing is connected to it, so that its clock never stops. */
class CaptureProcessor extends AudioWorkletProcessor {
  #hasEnded = false;
  readonly #maker = new ChunkMaker(sampleRate, (chunk) => {
    this.#post({ type: 'chunk', ...chunk }, [chunk.samples.buffer]);
  });

  constructor() {
    super();
    // There is one message of the page: `end`.
    this.port.onmessage = () => {
      if (this.#hasEnded) return;
      this.#hasEnded = true;
      this.#maker.end();
      this.#post({ type: 'ended' });
    };
  }

  /** @returns whether it wants to hear more. */
  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly (readonly Float32Array[])[]): boolean {
    if (this.#hasEnded) return false;
    // The output is never written: it is as long as a block, and silent.
    const block = inputs[0]?.[0] ?? outputs[0]?.[0];
    if (block !== undefined) this.#maker.push(block);
    return true;
  }

  #post(message: ProcessorMessage, transfer: Transferable[] = []): void {
    this.port.postMessage(message, transfer);
  }
}

registerProcessor(processorName, CaptureProcessor);
