import { emptyHypothesis, type Hypothesis } from '../../../contract/hypothesis.ts';
import type { RecognitionEvent, RecognitionStream } from '../../../contract/recognition-host.ts';

/** What a second pass works with. */
export interface SecondPassOptions {
  /** Opens a stream of the second model. @throws RecognitionError when it cannot take one. */
  readonly open: (onEvent: (event: RecognitionEvent) => void) => RecognitionStream;
  /** The segment; must not be changed any more. */
  readonly audio: Int16Array;
  /** How long it may take, in ms. */
  readonly timeoutMs: number;
  /**
   * Called once, not before the constructor returns, with what the second model heard, positions from the segment's first
   * sample; undefined when it failed or took too long.
   */
  readonly onDone: (hypothesis: Hypothesis | undefined) => void;
}

/** One segment on its way through the second model. */
export class SecondPass {
  readonly #options: SecondPassOptions;
  readonly #timer: NodeJS.Timeout;
  #stream: RecognitionStream | undefined;
  #hypothesis: Hypothesis = emptyHypothesis;
  #isOver = false;

  constructor(options: SecondPassOptions) {
    this.#options = options;
    this.#timer = setTimeout(
      () => {
        this.#finish(undefined);
      },
      this.#begin() ? options.timeoutMs : 0,
    );
  }

  /** Gives it up; `onDone` is not called any more. Idempotent. */
  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#stream?.close();
  }

  /** @returns false when the second model cannot take it. */
  #begin(): boolean {
    try {
      this.#stream = this.#options.open((event) => {
        this.#onEvent(event);
      });
    } catch {
      // Why is told where the model is: here it is only known that the first pass has to do.
      return false;
    }
    this.#stream.write(this.#options.audio);
    this.#stream.end();
    return true;
  }

  #onEvent(event: RecognitionEvent): void {
    if (event.type === 'final') this.#hypothesis = event.hypothesis;
    else if (event.type === 'failed') this.#finish(undefined);
    else if (event.type === 'ended') this.#finish(this.#written());
  }

  #written(): Hypothesis {
    const writing = this.#hypothesis.writing ?? this.#stream?.writing;
    return writing === undefined ? this.#hypothesis : { ...this.#hypothesis, writing };
  }

  #finish(hypothesis: Hypothesis | undefined): void {
    if (this.#isOver) return;
    this.cancel();
    this.#options.onDone(hypothesis);
  }
}
