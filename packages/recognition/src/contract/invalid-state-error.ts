/** A call that its object does not allow in its present state. */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';
  /** Stable, for callers that do not compare classes. */
  readonly code = 'invalid_state';
  readonly retryable = false;
}
