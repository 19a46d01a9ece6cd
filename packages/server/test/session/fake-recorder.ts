import type { Recorder, SessionEnding } from '../../src/session/ports.ts';
import type { SegmentText } from '../../src/transcript/transcript.ts';

/** A record that keeps everything at once, or waits, or fails, as a test says. */
export class FakeRecorder implements Recorder {
  /** The finals it was given. */
  readonly finals: SegmentText[] = [];
  /** The end it was given. */
  ending: SessionEnding | undefined;
  /** What it answers. */
  isWorking = true;
  /** True to answer only when {@link answer} is called. */
  isSlow = false;
  readonly #open: (() => void)[] = [];

  append(final: SegmentText, done: (isKept: boolean) => void): void {
    this.finals.push(final);
    this.#answerWith(done);
  }

  end(ending: SessionEnding, done: (isComplete: boolean) => void): void {
    this.ending = ending;
    this.#answerWith(done);
  }

  /** Answers the oldest call that waits. */
  answer(): void {
    this.#open.shift()?.();
  }

  #answerWith(done: (isKept: boolean) => void): void {
    const answer = (): void => {
      done(this.isWorking);
    };
    if (this.isSlow) this.#open.push(answer);
    else answer();
  }
}
