/** Stable codes of {@link ModelDownloadError}. */
export const modelDownloadErrorCodes = {
  unreachable: 'the host could not be reached, or the connection broke',
  http_status: 'the host answered with a status that is not success',
  size_mismatch: 'a file has another size than the catalogue says',
  hash_mismatch: 'a file has another SHA-256 than the catalogue says',
  stalled: 'the host stopped sending',
  disk: 'the files could not be written',
  busy: 'another process is downloading the same model',
  cancelled: 'the caller cancelled',
} as const;

/** A stable code of {@link ModelDownloadError}. */
export type ModelDownloadErrorCode = keyof typeof modelDownloadErrorCodes;

/** Why a model was not installed. The message says what happened and what the user can do. */
export class ModelDownloadError extends Error {
  override readonly name = 'ModelDownloadError';
  readonly code: ModelDownloadErrorCode;
  /** True when the same call may succeed later; it goes on where this one ended. */
  readonly retryable: boolean;

  constructor(
    code: ModelDownloadErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly retryable: boolean },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
  }
}
