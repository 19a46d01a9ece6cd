import type { SourceKind } from '../store/stored-session.ts';

/** What happens to a source while it is heard. */
export type SourceNotice =
  | { readonly type: 'device_lost' | 'device_changed'; readonly name: string }
  | { readonly type: 'muted' | 'unmuted' | 'suspended' }
  | { readonly type: 'dropped'; readonly ms: number };

/** Audio on its way into a session. */
export interface LiveSource {
  readonly kind: SourceKind;
  /** For people: the device, or the file. */
  readonly name: string;
  /** Of a file that tells it; undefined otherwise. */
  readonly durationMs: number | undefined;
  /** 16 kHz mono, in pieces of about 100 ms, until the source ends or is closed. Read once. */
  readonly pieces: AsyncIterable<Int16Array>;
  /** Tells what happens to it, to one listener. */
  onNotice: (notice: SourceNotice) => void;
  /** Releases the device or the file; the pieces end. Idempotent. */
  close(): Promise<void>;
}

/** Why a file gives no audio. */
export type FileProblem = 'empty' | 'no_audio' | 'unreadable';

/** A file gives no audio. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly problem: FileProblem;

  constructor(problem: FileProblem, cause?: unknown) {
    super(`The file is ${problem}.`, { cause });
    this.problem = problem;
  }
}
