/** Stable codes of {@link AudioInputError}. */
export const audioInputErrorCodes = {
  unreadable: 'the file cannot be read, or holds no audio',
  program_missing: 'a program that is needed is not installed',
  program_failed: 'the program that gives the audio failed or gave none for too long',
  no_microphone: 'no program here could record from a microphone',
} as const;

/** A stable code of {@link AudioInputError}. */
export type AudioInputErrorCode = keyof typeof audioInputErrorCodes;

/** Why there is no audio, or no more; its message is one sentence that says what helps. */
export class AudioInputError extends Error {
  override readonly name = 'AudioInputError';
  readonly code: AudioInputErrorCode;
  /** True when the same call may succeed later without a change. */
  readonly retryable: boolean;

  constructor(code: AudioInputErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = code === 'program_failed';
  }
}
