/** Stable codes of {@link PocketSphinxLoadError}. */
export const pocketSphinxLoadErrorCodes = {
  library_absent: 'the PocketSphinx libraries are not installed or are another version',
  model_unreadable: 'PocketSphinx cannot load the model',
} as const;

/** A stable code of {@link PocketSphinxLoadError}. */
export type PocketSphinxLoadErrorCode = keyof typeof pocketSphinxLoadErrorCodes;

/** Why the PocketSphinx engine could not be created. Never worth a second try without a change. */
export class PocketSphinxLoadError extends Error {
  override readonly name = 'PocketSphinxLoadError';
  readonly code: PocketSphinxLoadErrorCode;
  readonly retryable = false;

  constructor(code: PocketSphinxLoadErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
