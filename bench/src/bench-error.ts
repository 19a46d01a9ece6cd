/** A benchmark that cannot run, or cannot go on. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
  readonly code: 'bad_option' | 'asset_missing' | 'child_failed' | 'no_answer';
  readonly retryable = false;

  /** @param message - a sentence for the user: what is wrong and what to do. */
  constructor(code: BenchError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
