import {
  type Hypothesis,
  RecognitionError,
  type RecognitionEvent,
  type RecognitionHost,
  type RecognitionStream,
} from '@steno/recognition';

/** What a null host says to each write: that it is decoded, or that and a partial. */
export type NullHostAnswer = 'decoded' | 'partial';

/** A hypothesis of the length of a short sentence. */
const hypothesis: Hypothesis = {
  words: ['nobody', 'has', 'said', 'any', 'of', 'these', 'words'].map((text, index) => ({
    text,
    startSample: index * 4000,
    endSample: index * 4000 + 3000,
  })),
};

/**
 * A recognizer that recognises nothing and costs nothing, so that what is left is the gateway.
 *
 * @param onWrite - called with the samples of each write, before it is answered.
 */
export function createNullHost(answer: NullHostAnswer, onWrite: (samples: Int16Array) => void): RecognitionHost {
  let isClosed = false;
  return {
    languages: ['en-US'],
    get isReady() {
      return !isClosed;
    },
    service: () => ({ modelId: 'null', takesKeyTerms: false }),
    open: (_options, onEvent) => {
      if (isClosed) throw new RecognitionError('capacity', 'the null host is closed');
      return openStream(answer, onWrite, onEvent);
    },
    close: async () => {
      isClosed = true;
    },
  };
}

function openStream(
  answer: NullHostAnswer,
  onWrite: (samples: Int16Array) => void,
  onEvent: (event: RecognitionEvent) => void,
): RecognitionStream {
  let samples = 0;
  return {
    modelId: 'null',
    writing: { casing: 'lower', hasPunctuation: false },
    write: (written) => {
      samples += written.length;
      onWrite(written);
      onEvent({ type: 'decoded', samples });
      if (answer === 'partial') onEvent({ type: 'partial', hypothesis });
    },
    flush: (flushId) => {
      onEvent({ type: 'flushed', flushId });
    },
    end: () => {
      queueMicrotask(() => {
        onEvent({ type: 'ended' });
      });
    },
    close: () => undefined,
  };
}
