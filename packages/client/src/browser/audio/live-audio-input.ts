import type { AudioInput } from '../../common/contract.ts';
import type { AudioInputError } from '../../common/audio-input-error.ts';

/** An audio device as the browser names it. */
export interface AudioDevice {
  /** Good for this page, and as long as the browser keeps it; empty before the user has allowed a microphone. */
  readonly deviceId: string;
  /** For people; empty before the user has allowed a microphone. */
  readonly label: string;
}

/** How loud 100 ms were, in dB of full scale: 0 is the loudest there is, -100 stands for that and everything below. */
export interface AudioLevel {
  /** The root of the mean square. A sine of full scale has -3, speech near a microphone about -30. */
  readonly rmsDbfs: number;
  /** The loudest sample; above 0 where the sound was clipped. */
  readonly peakDbfs: number;
}

/** Why a live input is over. */
export interface InputEnd {
  /**
   * - `closed`: by `close`, the signal, or because the readable was cancelled.
   * - `device_lost`: the device is gone, and no other took its place.
   * - `stream_ended`: whoever made the stream ended it, for example the user who shared a tab.
   * - `failed`: the audio thread of the browser failed.
   */
  readonly reason: 'closed' | 'device_lost' | 'stream_ended' | 'failed';
  /** Why no other device took the place of a lost one, or what failed; undefined otherwise. */
  readonly error: AudioInputError | undefined;
}

/** The events of a live input and what they carry. */
export interface LiveAudioInputEvents {
  /** Each 100 ms. */
  readonly level: AudioLevel;
  /** The system or the browser gives silence, for example because a key of the headset was pressed. */
  readonly muted: undefined;
  readonly unmuted: undefined;
  /** The device is gone. Silence follows until `deviceChanged` or `ended`. */
  readonly deviceLost: AudioDevice;
  /** The audio comes from another device now. */
  readonly deviceChanged: AudioDevice;
  /** Audio had no room because it was not read; silence takes its place. Told for each chunk. */
  readonly dropped: { readonly ms: number; readonly totalMs: number };
  /** The browser has stopped all audio of the page, for example for a telephone call. */
  readonly suspended: undefined;
  /** It goes on; `gapMs` of silence stand for what was missed. */
  readonly resumed: { readonly gapMs: number };
  /** No audio follows; what is there can still be read. The last event. */
  readonly ended: InputEnd;
}

/** How a live input is made. */
export interface LiveAudioInputOptions {
  /** Audio that may wait to be read, in ms; >= 100, default 30,000 (960 kB). */
  readonly bufferMs?: number;
  /** Where `@steno/client/worklet` is served; default: beside the module, by `import.meta.url`. */
  readonly workletUrl?: string | URL;
  /** Closes the input. */
  readonly signal?: AbortSignal;
}

/**
 * Audio as it happens: 16 kHz mono in chunks of 100 ms. Its clock is that of the world: as many samples come as time
 * passes, with silence for what is missed: while a device is replaced, while the browser stops audio, and where audio was
 * not read for longer than `bufferMs`. So the times of a transcript are those of the recording. The readable ends when
 * the input does and never fails, so that a session it is piped into has its last words.
 */
export interface LiveAudioInput extends AudioInput {
  /** Where the audio comes from now, or came from last. */
  readonly device: AudioDevice;
  /** True while the system or the browser gives silence. */
  readonly isMuted: boolean;
  /** Audio that had no room, in ms, from the beginning. */
  readonly droppedMs: number;
  /** How loud the newest 100 ms were. */
  level(): AudioLevel;
  /**
   * Listens to an event. Listeners are called in the order they were added; what one throws is reported as an unhandled
   * error of the platform and hurts no other.
   *
   * @returns removes the listener. All are removed after `ended`.
   */
  on<Name extends keyof LiveAudioInputEvents>(
    name: Name,
    listener: (event: LiveAudioInputEvents[Name]) => void,
  ): () => void;
}
