import type { Audience } from '../../src/session/ports.ts';
import type { SegmentText } from '../../src/transcript/transcript.ts';

/** Whoever watches a session in a test: keeps what they are shown, in words. */
export class FakeAudience implements Audience {
  /** For example `partial A`, `final A B.`, `end failed`. */
  readonly shown: string[] = [];

  partial({ text }: SegmentText): void {
    this.shown.push(`partial ${text}`);
  }

  final({ text }: SegmentText): () => void {
    return () => {
      this.shown.push(`final ${text}`);
    };
  }

  end({ errorCode }: Parameters<Audience['end']>[0]): void {
    this.shown.push(errorCode === undefined ? 'end' : `end ${errorCode}`);
  }
}
