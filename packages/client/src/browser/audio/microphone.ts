import { mediaDevices } from './audio-devices.ts';
import type { LiveAudioInput, LiveAudioInputOptions } from './live-audio-input.ts';
import { LiveInput } from './live-input.ts';
import { type MicrophoneProcessing, MicrophoneStreams } from './microphone-streams.ts';

/** How a microphone is opened. */
export interface MicrophoneOptions extends LiveAudioInputOptions, MicrophoneProcessing {
  /** One of `audioDevices()`; default: the default device of the browser. */
  readonly deviceId?: string;
  /** What happens when the device goes away: on with the default device, or the end; default `switch`. */
  readonly whenDeviceLost?: 'switch' | 'end';
  /** How long another device is waited for when there is none, in ms; >= 0, default 30,000. */
  readonly deviceWaitMs?: number;
}

/** A microphone that is heard. */
export interface Microphone extends LiveAudioInput {
  /**
   * Hears another device from now on; told as `deviceChanged`.
   *
   * @param deviceId - default: the default device of the browser.
   * @throws AudioInputError (as a rejection) as {@link microphone}: the former device is heard on.
   */
  use(deviceId?: string): Promise<void>;
}

const defaultDeviceWaitMs = 30_000;

/**
 * Opens a microphone. The browser asks the user where it has to; audio is kept from now on, for up to `bufferMs`. Call it
 * in the listener of a click: browsers start audio only after the user has done something on the page.
 *
 * @returns the caller's: `close` ends the device.
 * @throws AudioInputError (as a rejection), whose `code` says why and whose `message` what to do; the reason of the signal
 *   when it is aborted; RangeError for `bufferMs` below 100.
 */
export async function microphone(options: MicrophoneOptions = {}): Promise<Microphone> {
  options.signal?.throwIfAborted();
  const { whenDeviceLost = 'switch', deviceWaitMs = defaultDeviceWaitMs } = options;
  const streams = new MicrophoneStreams({
    mediaDevices: mediaDevices(),
    processing: options,
    whenDeviceLost,
    deviceWaitMs,
  });
  const input = new MicrophoneInput(streams, options.bufferMs);
  await input.start(await openUnlessAborted(streams, options), options);
  return input;
}

/** Nobody can take back the browser's question: a device that is allowed after the abort is ended at once. */
async function openUnlessAborted(
  streams: MicrophoneStreams,
  { deviceId, signal }: MicrophoneOptions,
): Promise<MediaStream> {
  const opening = streams.open(deviceId);
  if (signal === undefined) return opening;
  const lifetime = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
      opening.then(
        (stream) => {
          streams.release(stream);
        },
        () => undefined,
      );
    };
    signal.addEventListener('abort', onAbort, { signal: lifetime.signal });
  });
  try {
    return await Promise.race([opening, aborted]);
  } finally {
    lifetime.abort();
  }
}

class MicrophoneInput extends LiveInput implements Microphone {
  readonly #streams: MicrophoneStreams;

  constructor(streams: MicrophoneStreams, bufferMs: number | undefined) {
    super(streams, bufferMs);
    this.#streams = streams;
  }

  async use(deviceId?: string): Promise<void> {
    if (this.follow(await this.#streams.open(deviceId))) this.tellDeviceChanged();
  }
}
