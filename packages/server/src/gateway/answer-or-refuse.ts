import { WireError } from '@steno/protocol';
import type { Log } from '../log.ts';
import { RecordStoreError } from '../store/record-store.ts';
import type { TextAnswer } from './http-answer.ts';
import { toRefusal } from './refusal.ts';

/** How requests about one thing are refused. */
export interface RefusalParts {
  /** What is asked for, in the plural, as sentences name it: `records`. */
  readonly subject: string;
  readonly log: Pick<Log, 'error'>;
  /** What a client is told of an error that is its own; undefined for any other one. Default: nothing but WireErrors are. */
  readonly explain?: (error: unknown) => WireError | undefined;
}

/** When to try again after a failure of the store, in seconds. Chosen. */
const retryAfterSeconds = 5;

/**
 * Carries out a request over plain HTTP. What it rejects with becomes an answer: a WireError as it is, a failure of the store
 * and a fault of the server without what they say, which is for the log. Never rejects.
 */
export async function answerOrRefuse<T>(work: () => Promise<T>, parts: RefusalParts): Promise<T | TextAnswer> {
  try {
    return await work();
  } catch (error) {
    return refusalOf(error, parts);
  }
}

function refusalOf(error: unknown, { subject, log, explain = () => undefined }: RefusalParts): TextAnswer {
  const told = error instanceof WireError ? error : explain(error);
  if (told !== undefined) return toRefusal(told);
  if (!(error instanceof RecordStoreError)) {
    log.error({ err: error, subject }, 'request failed');
    return toRefusal(new WireError('internal', 'The server could not answer this request. Try again.'));
  }
  // Its message names files of this machine: it is for the operator only.
  log.error({ code: error.code, reason: error.message, subject }, 'store not available');
  return toRefusal(
    new WireError('internal', `The ${subject} cannot be reached. Try again shortly.`),
    error.retryable ? { 'retry-after': String(retryAfterSeconds) } : {},
  );
}
