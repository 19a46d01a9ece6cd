import type { WireErrorCode } from '@steno/protocol';
import type { StreamedAnswer } from './streamed-answer.ts';
import type { ParsedRequest } from './upgrade-request.ts';

/** An HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Not sent to `HEAD`. */
  readonly body: string | Uint8Array;
  /** Why nothing was done; absent when it was. */
  readonly refusal?: WireErrorCode;
}

/** An answer in words. */
export interface TextAnswer extends HttpAnswer {
  readonly body: string;
}

/** A part of the paths, served over plain HTTP. */
export interface HttpRoutes {
  /** The longest body that is read for them, in bytes; 0 when none is of use. */
  readonly maxBodyBytes: number;
  /**
   * True where no credential is asked for and answers can be long: then a connection that waits for one counts among those that
   * nobody knows, and the oldest of too many are ended.
   */
  readonly isForStrangers?: boolean;
  /** Says whether a path is one of its own. */
  serves(path: string): boolean;
  /**
   * Answers a request to such a path. Never rejects: a fault of its own is an answer, too.
   *
   * @param body - as UTF-8; empty where `maxBodyBytes` is 0.
   */
  answer(request: ParsedRequest, body: string): Promise<HttpAnswer | StreamedAnswer>;
}
