import { AudioFormatError, AudioIntake } from '@steno/audio';
import { WireError } from '@steno/protocol';
import { AudioWatch, type AudioWatchEvents } from './audio-watch.ts';
import { LagWatch } from './lag-watch.ts';
import type { Clock, Connection, SessionLimits } from './ports.ts';
import { ReadingPace } from './reading-pace.ts';
import type { SessionMeter } from './session-meter.ts';

/** What the audio of a session works with. */
export interface ClientAudioOptions {
  readonly clock: Clock;
  readonly limits: SessionLimits;
  readonly meter: Pick<SessionMeter, 'received'>;
  /** Takes samples on; they are its own from then on. */
  readonly write: (samples: Int16Array) => void;
  readonly events: AudioWatchEvents & { readonly onLag: (lagMs: number) => void };
}

/** The audio of one session on its way in: bytes to samples, at the pace of decoding, over any number of connections. */
export class ClientAudio {
  readonly #options: ClientAudioOptions;
  readonly #intake = new AudioIntake();
  readonly #watch: AudioWatch;
  readonly #pace: ReadingPace;
  readonly #lag: LagWatch;
  /** Bytes that come again although they were received. */
  #repeatedBytes = 0;

  constructor(options: ClientAudioOptions) {
    this.#options = options;
    const { clock, limits, events } = options;
    this.#watch = new AudioWatch(clock, limits, events);
    this.#pace = new ReadingPace(this.#watch, limits.maxAudioAheadMs);
    this.#lag = new LagWatch({ clock, maxWaitMs: limits.lagWarningMs, onLag: events.onLag });
  }

  /** Audio received, in samples. */
  get receivedSamples(): number {
    return this.#intake.samples;
  }

  /** Bytes of binary messages received, each position once. */
  get receivedBytes(): number {
    return this.#intake.receivedBytes;
  }

  /** A connection brings audio from now on; it goes on behind {@link receivedBytes} unless it says otherwise. */
  attach(connection: Connection): void {
    this.#repeatedBytes = 0;
    this.#pace.attach(connection);
  }

  /** No audio can come until the next connection. */
  detach(): void {
    this.#pace.detach();
  }

  /**
   * Takes the bytes of a binary message, which belong to the session from now on.
   *
   * @throws WireError `unsupported_media_type` for a WAVE header of another kind of audio.
   */
  push(bytes: Uint8Array): void {
    this.#watch.heard();
    const fresh = bytes.subarray(Math.min(bytes.length, this.#repeatedBytes));
    this.#repeatedBytes -= bytes.length - fresh.length;
    const samples = this.#samplesOf(fresh);
    this.#options.meter.received(this.#intake.samples);
    if (samples.length > 0) this.#options.write(samples);
    this.#pace.received(this.#intake.samples);
    this.#lag.received(this.#intake.samples);
  }

  /**
   * The client says from which byte on it sends; what was received already is skipped.
   *
   * @throws WireError `bad_request` for a byte behind what was received: the audio between would be missing.
   */
  goOnFrom(byte: number): void {
    const { receivedBytes } = this.#intake;
    if (byte > receivedBytes) {
      throw new WireError(
        'bad_request',
        `audio_from says byte ${byte}, but only ${receivedBytes} bytes have come: send the audio from byte ${receivedBytes} on.`,
        { received_bytes: receivedBytes },
      );
    }
    this.#repeatedBytes = receivedBytes - byte;
  }

  /** The client has shown that it is there, without audio. */
  alive(): void {
    this.#watch.alive();
  }

  /** Audio up to here is decoded, in samples. */
  decoded(samples: number): void {
    this.#pace.decoded(samples, this.#intake.samples);
    this.#lag.decoded(samples);
  }

  /** No audio follows: what was held back goes on, and nothing is waited for any more. */
  finish(): void {
    this.#watch.close();
    const rest = this.#intake.finish();
    this.#options.meter.received(this.#intake.samples);
    if (rest.length > 0) this.#options.write(rest);
    this.#pace.release();
  }

  /** Watches no more. Idempotent. */
  close(): void {
    this.#watch.close();
  }

  #samplesOf(bytes: Uint8Array): Int16Array {
    try {
      return this.#intake.push(bytes);
    } catch (error) {
      if (!(error instanceof AudioFormatError)) throw error;
      throw new WireError('unsupported_media_type', error.message, { accepted: ['audio/L16;rate=16000'] });
    }
  }
}
