/**
 * Stable codes of {@link AudioInputError}: those of browsers, then those of Node. docs/client-browser.md and docs/client-node.md
 * have the same codes; a test compares them.
 */
export const audioInputErrorCodes = {
  insecure_page: 'the page is not secure, so the browser offers no microphone',
  unsupported: 'the browser cannot capture audio',
  permission_denied: 'the user, the page or the system refuses the microphone',
  device_not_found: 'there is no microphone',
  device_unreadable: 'the microphone is there, but gives no audio',
  device_unsuitable: 'no microphone is as it was asked for',
  no_audio: 'the stream has no audio',
  suspended: 'the browser runs no audio before the user has done something on the page',
  worklet_unavailable: 'the code of the audio thread could not be loaded',
  worklet_failed: 'the code of the audio thread failed',
  unreadable: 'the file cannot be read, or holds no audio',
  program_missing: 'a program that is needed is not installed',
  program_failed: 'the program that gives the audio failed or gave none for too long',
  no_microphone: 'no program here could record from a microphone',
} as const;

/** A stable code of {@link AudioInputError}. */
export type AudioInputErrorCode = keyof typeof audioInputErrorCodes;

/** Codes after which the same call may succeed later without a change. */
const retryableCodes: readonly AudioInputErrorCode[] = [
  'device_unreadable',
  'suspended',
  'worklet_unavailable',
  'worklet_failed',
  'program_failed',
];

/** Why there is no audio, or no more; its message says what to do. */
export class AudioInputError extends Error {
  override readonly name = 'AudioInputError';
  readonly code: AudioInputErrorCode;
  /** True when the same call may succeed later without a change. */
  readonly retryable: boolean;

  constructor(code: AudioInputErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = retryableCodes.includes(code);
  }
}
