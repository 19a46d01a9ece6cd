/** Stable codes of {@link CliError}. */
export const cliErrorCodes = {
  usage: 'the command line is not one the command understands',
  input: 'the audio to transcribe cannot be read',
  program_missing: 'a program that is needed is not installed',
  program_failed: 'a program that was started failed',
  no_recognizer: 'no recognizer is available for what is asked',
  model: 'a model is unknown, cannot be had or removed, or is damaged',
  no_recording: 'there is no recording to demonstrate with',
  address: 'the server cannot listen at its address',
  not_running: 'no server of this machine uses the data directory',
  records: 'the records of sessions cannot be opened',
  load: 'sessions failed under load',
  nothing_recognized: 'no text came back for a recording of speech',
} as const;

/** A stable code of {@link CliError}. */
export type CliErrorCode = keyof typeof cliErrorCodes;

/** A failure that is told to the user as it is: its message is one clear sentence that says what helps. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  /** What the user does about it comes first; the same command alone will not help. */
  readonly retryable = false;

  constructor(code: CliErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
