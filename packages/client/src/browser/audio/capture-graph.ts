import { defaultWorkletUrl } from '../worklet-url.ts';
import { AudioInputError } from '../../common/audio-input-error.ts';
import type { MeasuredChunk } from './chunk-maker.ts';
import { type PageMessage, processorName, type ProcessorMessage } from './worklet-messages.ts';

/** What a capture tells. */
export interface CaptureListener {
  onChunk(chunk: MeasuredChunk): void;
  /** The browser has stopped all audio of the page. */
  onSuspended(): void;
  /** It goes on. */
  onResumed(): void;
  /** The code of the audio thread threw: nothing is heard any more. */
  onFailed(): void;
}

/** The way of audio from a stream to the page. Whoever opens it closes it. */
export interface CaptureGraph {
  /**
   * Hears this stream in place of the former one; its first audio track.
   *
   * @throws AudioInputError `unsupported` when the browser does not take it at the rate there is.
   */
  connect(stream: MediaStream): void;
  /** Hears silence. */
  disconnect(): void;
  /** Tells what is left, and ends. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens a capture that hears silence.
 *
 * @param workletUrl - default: beside the module.
 * @throws AudioInputError (as a rejection) `unsupported`, `worklet_unavailable` or `suspended`.
 */
export type OpenCaptureGraph = (
  listener: CaptureListener,
  workletUrl: string | URL | undefined,
) => Promise<CaptureGraph>;

/** Chosen: a slow network, for a file of some kilobytes. */
const workletTimeoutMs = 10_000;
/** Chosen: starting audio takes some tens of ms where it is allowed, and never ends where it is not. */
const startTimeoutMs = 5000;
/** Chosen: the audio thread answers in about 10 ms; it does not where the browser has stopped it. */
const endTimeoutMs = 500;
/** A rate whose ratio to 16 kHz is small enough has this divisor; every usual one does. */
const commonDivisorHz = 25;
const fallbackRateHz = 48_000;

/**
 * Opens a capture by Web Audio, at the rate of the audio device: resampled is on the audio thread, by our own filter. A
 * context of 16 kHz would let the browser do it: Chromium lets a tone of 8.1 kHz through at -17 dB then and takes 3 dB of
 * one at 7 kHz, and not every browser accepts a stream in a context of another rate; see docs/client-browser.md.
 */
export const openCaptureGraph: OpenCaptureGraph = async (listener, workletUrl) => {
  // Older browsers have neither, and pages that are not secure have no worklets.
  const { AudioContext, AudioWorkletNode } = globalThis as Partial<typeof globalThis>;
  if (AudioContext === undefined || AudioWorkletNode === undefined) {
    throw new AudioInputError(
      'unsupported',
      'The browser has no AudioWorklet: use a newer browser, and serve the page over https: or from localhost.',
    );
  }
  const context = await openContext(AudioContext);
  try {
    await loadWorklet(context, workletUrl ?? defaultWorkletUrl());
    await startContext(context);
  } catch (error) {
    await context.close();
    throw error;
  }
  // One channel: the browser mixes the others down before the processor hears them.
  const node = new AudioWorkletNode(context, processorName, {
    numberOfInputs: 1,
    numberOfOutputs: 1,
    outputChannelCount: [1],
    channelCount: 1,
    channelCountMode: 'explicit',
    channelInterpretation: 'speakers',
  });
  // What leads to no destination is not run by every browser; its output is silent.
  node.connect(context.destination);
  return new WebAudioGraph(context, node, listener);
};

class WebAudioGraph implements CaptureGraph {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  readonly #listener: CaptureListener;
  readonly #hasEnded: Promise<void>;
  #source: MediaStreamAudioSourceNode | undefined;
  #isRunning = true;
  #closing: Promise<void> | undefined;

  constructor(context: AudioContext, node: AudioWorkletNode, listener: CaptureListener) {
    this.#context = context;
    this.#node = node;
    this.#listener = listener;
    this.#hasEnded = new Promise((resolve) => {
      node.port.onmessage = ({ data }: MessageEvent<ProcessorMessage>) => {
        if (data.type === 'ended') resolve();
        else listener.onChunk(data);
      };
    });
    node.onprocessorerror = () => {
      listener.onFailed();
    };
    context.addEventListener('statechange', this.#onStateChange);
  }

  connect(stream: MediaStream): void {
    this.disconnect();
    try {
      this.#source = this.#context.createMediaStreamSource(stream);
    } catch (cause) {
      throw rateRefused(cause);
    }
    this.#source.connect(this.#node);
  }

  disconnect(): void {
    this.#source?.disconnect();
    this.#source = undefined;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#context.removeEventListener('statechange', this.#onStateChange);
    const message: PageMessage = { type: 'end' };
    this.#node.port.postMessage(message);
    await settledWithin(this.#hasEnded, endTimeoutMs);
    this.#node.port.onmessage = null;
    this.#node.onprocessorerror = null;
    this.disconnect();
    this.#node.disconnect();
    await this.#context.close();
  }

  readonly #onStateChange = (): void => {
    const isRunning = this.#context.state === 'running';
    if (isRunning === this.#isRunning) return;
    this.#isRunning = isRunning;
    if (isRunning) {
      this.#listener.onResumed();
      return;
    }
    this.#listener.onSuspended();
    // Where the browser wants to be asked. Where it does not allow it yet, it goes on by itself later.
    this.#context.resume().catch(() => undefined);
  };
}

/** A context at the rate of the device, unless that rate cannot be resampled. */
async function openContext(Context: typeof AudioContext): Promise<AudioContext> {
  try {
    const context = new Context();
    if (Number.isInteger(context.sampleRate / commonDivisorHz)) return context;
    await context.close();
    return new Context({ sampleRate: fallbackRateHz });
  } catch (cause) {
    throw rateRefused(cause);
  }
}

/** Some browsers take no stream whose rate is not that of the page's audio, and there are rates they run no audio at. */
function rateRefused(cause: unknown): AudioInputError {
  return new AudioInputError(
    'unsupported',
    'The browser does not take audio at the rate of this device: set the device to 48 kHz in the settings of the system, ' +
      'choose another one, or use another browser.',
    cause,
  );
}

async function loadWorklet(context: AudioContext, url: string | URL): Promise<void> {
  const failed = (cause?: unknown): AudioInputError =>
    new AudioInputError(
      'worklet_unavailable',
      `The audio code could not be loaded from ${String(url)}: serve the file @steno/client/worklet there (or give its ` +
        'URL as workletUrl), as JavaScript, from an origin that script-src of the Content-Security-Policy allows.',
      cause,
    );
  const loaded = context.audioWorklet.addModule(url).catch((cause: unknown) => {
    throw failed(cause);
  });
  if (!(await settledWithin(loaded, workletTimeoutMs))) throw failed();
}

async function startContext(context: AudioContext): Promise<void> {
  if (await settledWithin(context.resume(), startTimeoutMs)) return;
  throw new AudioInputError(
    'suspended',
    'The browser runs no audio before the user has done something on the page: begin in the listener of a click.',
  );
}

/**
 * @returns false when the promise has not settled in time.
 * @throws (as a rejection) what the promise rejects with, in time.
 */
async function settledWithin(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, ms);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
