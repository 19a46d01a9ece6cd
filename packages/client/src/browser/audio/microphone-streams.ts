import type { AudioInputError } from '../../common/audio-input-error.ts';
import { captureError } from './capture-error.ts';
import type { StreamSource } from './live-input.ts';

/** How the browser may change what a microphone hears. What each does to words is measured in docs/client-browser.md. */
export interface MicrophoneProcessing {
  /** Takes out what the page itself plays, for calls over loudspeakers; default `false`. */
  readonly echoCancellation?: boolean;
  /** Made for people's ears; default `false`. */
  readonly noiseSuppression?: boolean;
  /** Raises the level of soft speakers, of whom half as many words are wrong then; default `true`. */
  readonly autoGainControl?: boolean;
}

/** What the streams of a microphone are asked for with. */
export interface MicrophoneStreamsOptions {
  readonly mediaDevices: Pick<MediaDevices, 'getUserMedia' | 'addEventListener' | 'removeEventListener'>;
  readonly processing: MicrophoneProcessing;
  readonly whenDeviceLost: 'switch' | 'end';
  /** How long another device is waited for, in ms; >= 0. */
  readonly deviceWaitMs: number;
}

/** Chosen: some systems tell of a new device before it can be opened, or not at all. */
const pollIntervalMs = 1000;

/** The streams of microphones: one after the other, as devices come and go. */
export class MicrophoneStreams implements StreamSource {
  readonly endReason = 'device_lost';
  readonly #options: MicrophoneStreamsOptions;

  constructor(options: MicrophoneStreamsOptions) {
    this.#options = options;
  }

  /**
   * Opens a device.
   *
   * @param deviceId - default: the default device of the browser.
   * @returns the caller's: ended by `release`.
   * @throws AudioInputError (as a rejection), see `captureError`.
   */
  async open(deviceId?: string): Promise<MediaStream> {
    const { echoCancellation = false, noiseSuppression = false, autoGainControl = true } = this.#options.processing;
    const audio: MediaTrackConstraints = { echoCancellation, noiseSuppression, autoGainControl };
    if (deviceId !== undefined) audio.deviceId = { exact: deviceId };
    try {
      return await this.#options.mediaDevices.getUserMedia({ audio });
    } catch (error) {
      throw captureError(error);
    }
  }

  async replace(signal: AbortSignal): Promise<MediaStream | undefined> {
    if (this.#options.whenDeviceLost === 'end') return undefined;
    const untilMs = performance.now() + this.#options.deviceWaitMs;
    for (;;) {
      try {
        return await this.open();
      } catch (error) {
        const leftMs = untilMs - performance.now();
        if (signal.aborted) return undefined;
        // What `open` throws; a refusal does not end by waiting.
        const { code } = error as AudioInputError;
        const mayCome = code === 'device_not_found' || code === 'device_unreadable';
        if (!mayCome || leftMs <= 0) throw error;
        await this.#deviceChange(Math.min(leftMs, pollIntervalMs), signal);
      }
    }
  }

  release(stream: MediaStream): void {
    for (const track of stream.getTracks()) track.stop();
  }

  /** Resolves when a device has come or gone, after `ms`, or when the signal aborts. */
  async #deviceChange(ms: number, signal: AbortSignal): Promise<void> {
    const { mediaDevices } = this.#options;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        mediaDevices.removeEventListener('devicechange', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      mediaDevices.addEventListener('devicechange', done);
      signal.addEventListener('abort', done);
    });
  }
}
