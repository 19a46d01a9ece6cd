/** Stable codes of {@link KeyStoreError}. */
export const keyStoreErrorCodes = {
  name_invalid: 'a name of a key is not 1..64 printable characters',
  name_taken: 'a usable key of that name exists',
  expiry_invalid: 'the time until expiry is out of range',
  grant_invalid: 'what a key is to be allowed is not what can be allowed',
  key_unknown: 'no key has that id or name',
  too_many_keys: 'the file holds as many keys as it may',
  file_broken: 'the file cannot be read or understood',
  file_exposed: 'others than its owner may read a file with secrets',
  file_locked: 'another process is changing the file',
  file_unwritable: 'the file cannot be written',
} as const;

/** A stable code of {@link KeyStoreError}. */
export type KeyStoreErrorCode = keyof typeof keyStoreErrorCodes;

/** Why a key could not be created, revoked or read. Never contains a key. */
export class KeyStoreError extends Error {
  override readonly name = 'KeyStoreError';
  readonly code: KeyStoreErrorCode;

  constructor(code: KeyStoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  /** True when the same call may succeed later. */
  get retryable(): boolean {
    return this.code === 'file_locked';
  }
}
