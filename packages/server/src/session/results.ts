import { isDeepStrictEqual } from 'node:util';
import { msToSamples } from '@steno/audio';
import { type SessionOptions, WireError } from '@steno/protocol';
import {
  RecognitionError,
  type RecognitionEvent,
  type RecognitionStream,
  type RecognitionStreamOptions,
  secondPassAllowanceMs,
} from '@steno/recognition';
import { Transcript } from '../transcript/transcript.ts';
import { type Agreement, withoutKeyTerms } from './agreement.ts';
import type { Outbox } from './outbox.ts';
import type { Audience, Recorder, SessionEnding } from './ports.ts';
import type { SessionParts } from './session-parts.ts';
import type { SessionReport } from './session-report.ts';
import { sessionWords } from './session-words.ts';

/** Flushes a client may have waiting for their answer. Chosen. */
const maxOpenFlushes = 100;

/** What the results of a session work with. */
export interface ResultsOptions {
  readonly parts: Pick<
    SessionParts,
    'recognition' | 'language' | 'servedLanguage' | 'createRecorder' | 'createAudience' | 'limits' | 'meter'
  >;
  readonly outbox: Outbox;
  /** How the session is served, until {@link Results.configure} says otherwise. */
  readonly agreement: Agreement;
  /** What the client wants to be told, at this moment. */
  readonly wishes: () => Pick<SessionOptions, 'partial' | 'events'>;
  readonly events: {
    /** Audio up to here is decoded, in samples. */
    readonly onDecoded: (samples: number) => void;
    /** The recognizer was lost; what was not final is heard again. */
    readonly onRecovering: () => void;
    /** Everything was recognised. */
    readonly onEnded: () => void;
    /** Nothing more will be recognised. */
    readonly onFailed: (error: WireError) => void;
    /** Something threw that should not; nothing more can be relied on. */
    readonly onFault: (error: unknown) => void;
  };
}

/**
 * What recognition makes of a session's audio, on its way to the client: hypotheses become segments, a
 * final waits until it is in the record, flushes find their answers. Owns the recognition stream.
 */
export class Results {
  readonly #options: ResultsOptions;
  #agreement: Agreement;
  #stream: RecognitionStream;
  #transcript: Transcript;
  readonly #recorder: Recorder;
  readonly #audience: Audience;
  readonly #flushIds = new Map<number, unknown>();
  #nextFlush = 0;
  #finals = 0;
  #recoveries = 0;
  #isFullyRecorded = true;
  #isEnded = false;
  #isClosed = false;

  /** @throws RecognitionError when no recognition stream can be opened; nothing has happened then. */
  constructor(options: ResultsOptions) {
    this.#options = options;
    this.#agreement = options.agreement;
    this.#stream = this.#openStream(options.agreement);
    this.#transcript = this.#openTranscript(options.agreement);
    try {
      this.#recorder = options.parts.createRecorder(this.#stream.modelId);
    } catch (error) {
      this.#stream.close();
      throw error;
    }
    this.#audience = options.parts.createAudience();
  }

  /** The model that serves the session. */
  get modelId(): string {
    return this.#stream.modelId;
  }

  /** How the session is served: without the key terms that its model cannot write. */
  get agreement(): Agreement {
    const { language } = this.#options.parts;
    return withoutKeyTerms(this.#agreement, this.#stream.unusableKeyTerms ?? [], language);
  }

  /**
   * How long recognition may tell nothing after the end of the audio, in ms. With `quality` that is also while a final waits for
   * the second model.
   */
  get closeTimeoutMs(): number {
    const { closeTimeoutMs, secondPassTimeoutMs } = this.#options.parts.limits;
    const { type, endpointing } = this.#agreement;
    if (type === 'fast') return closeTimeoutMs;
    return closeTimeoutMs + secondPassAllowanceMs(secondPassTimeoutMs, msToSamples(endpointing.maxSegmentMs));
  }

  /** Finals so far. */
  get finals(): number {
    return this.#finals;
  }

  /** How often the recognizer was lost. */
  get recoveries(): number {
    return this.#recoveries;
  }

  /**
   * Serves the session in another way from now on; to be called before any audio is written.
   *
   * @throws WireError `at_capacity` or `internal` when no recognition stream can be opened for it.
   */
  configure(agreement: Agreement): void {
    const before = this.#streamOptions(this.#agreement);
    this.#agreement = agreement;
    this.#transcript = this.#openTranscript(agreement);
    if (isDeepStrictEqual(this.#streamOptions(agreement), before)) return;
    // First closed: its place may be the last one that is free.
    this.#stream.close();
    try {
      this.#stream = this.#openStream(agreement);
    } catch (error) {
      if (!(error instanceof RecognitionError)) throw error;
      throw error.retryable ? sessionWords.noRecognizer(error.code) : sessionWords.recognizerLost(error.code);
    }
    // A flush before the first audio may not have been answered yet.
    for (const flushId of this.#flushIds.keys()) this.#stream.flush(flushId);
  }

  /** Takes audio, which must not be changed any more. */
  write(samples: Int16Array): void {
    this.#stream.write(samples);
  }

  /**
   * Finalises what was heard; the client is answered `flushed` with its id.
   *
   * @throws WireError `bad_request` when too many wait for their answer.
   */
  flush(id: unknown): void {
    if (this.#flushIds.size >= maxOpenFlushes) {
      throw new WireError('bad_request', `More than ${maxOpenFlushes} flushes wait for their answer.`);
    }
    this.#flushIds.set(this.#nextFlush, id);
    this.#requestFlush();
  }

  /** Finalises what was heard because no audio comes, and says so when there is something to finalise. */
  finaliseAtGap(): void {
    // A short utterance may have shown no partial yet; its final is due all the same.
    if (this.#transcript.isOpen) this.#options.outbox.push(sessionWords.audioGap(this.#options.parts.limits.gapMs));
    this.#requestFlush();
  }

  /** No audio follows. */
  end(): void {
    this.#isEnded = true;
    this.#stream.end();
  }

  /** Recognises nothing more. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#stream.close();
  }

  /** Ends the record; `done` tells whether all of the session can be read from it. */
  endRecord(
    { resumes, ...ended }: Omit<SessionEnding, 'report'> & Pick<SessionReport, 'resumes'>,
    done: (isComplete: boolean) => void,
  ): void {
    const { outbox, parts } = this.#options;
    const report = (): SessionReport => ({ latencies: parts.meter.latencies, warnings: outbox.warnings, resumes });
    const finish = (isComplete: boolean): void => {
      // Behind the last final, which may have been on its way into the record still.
      this.#audience.end(ended);
      done(isComplete);
    };
    try {
      this.#recorder.end({ ...ended, report }, finish);
    } catch (error) {
      this.#options.events.onFault(error);
      finish(false);
    }
  }

  #openStream(agreement: Agreement): RecognitionStream {
    return this.#options.parts.recognition.open(this.#streamOptions(agreement), (event) => {
      this.#onEvent(event);
    });
  }

  #streamOptions({ type, endpointing, keyTerms }: Agreement): RecognitionStreamOptions {
    return { language: this.#options.parts.servedLanguage, type, endpointing, keyTerms: keyTerms ?? [] };
  }

  #openTranscript({ isFormatted, actualNumbers }: Agreement): Transcript {
    return new Transcript({ language: this.#options.parts.language, isFormatted, actualNumbers });
  }

  #requestFlush(): void {
    // The warning before it can have been one message too many for the client, and have ended the audio.
    if (this.#isEnded || this.#isClosed) return;
    this.#stream.flush(this.#nextFlush);
    this.#nextFlush += 1;
  }

  /** A fault of ours in one session must not reach who serves all of them. */
  #onEvent(event: RecognitionEvent): void {
    if (this.#isClosed) return;
    try {
      this.#take(event);
    } catch (error) {
      this.#options.events.onFault(error);
    }
  }

  #take(event: RecognitionEvent): void {
    const { outbox, wishes, events, parts } = this.#options;
    switch (event.type) {
      case 'partial': {
        const text = this.#transcript.partial(event.hypothesis, this.#stream.writing);
        if (text === undefined) break;
        this.#audience.partial(text);
        if (!wishes().partial) break;
        outbox.push({ type: 'segment', text });
        parts.meter.partialSent(event.hypothesis.words);
        break;
      }
      case 'final':
        this.#takeFinal(event);
        break;
      case 'decoded':
        parts.meter.decoded(event.samples);
        events.onDecoded(event.samples);
        break;
      case 'flushed':
        this.#answerFlush(event.flushId);
        break;
      case 'speech_start':
        parts.meter.speechStarted(event.sample);
        if (wishes().events) outbox.push(event);
        break;
      case 'speech_end':
        if (wishes().events) outbox.push(event);
        break;
      case 'recovering':
        this.#recoveries += 1;
        outbox.push(sessionWords.recognizerReplaced());
        events.onRecovering();
        break;
      case 'ended':
        events.onEnded();
        break;
      case 'failed':
        events.onFailed(sessionWords.recognizerLost(event.error.code));
        break;
    }
  }

  #takeFinal({ hypothesis, goesOn, secondPass }: Extract<RecognitionEvent, { type: 'final' }>): void {
    const { outbox, parts } = this.#options;
    const trace = parts.meter.segmentOver(hypothesis.words, secondPass);
    const text = this.#transcript.final(hypothesis, { writing: this.#stream.writing, goesOn });
    if (text === undefined) {
      trace?.dropped();
      return;
    }
    this.#finals += 1;
    const send = outbox.hold({ type: 'segment', text });
    const show = this.#audience.final(text);
    const settle = (isKept: boolean): void => {
      trace?.stored(isKept);
      if (!isKept && this.#isFullyRecorded) {
        this.#isFullyRecorded = false;
        if (!this.#isClosed) outbox.push(sessionWords.notRecorded());
      }
      send();
      show();
      parts.meter.finalSent(hypothesis.words);
      trace?.sent();
    };
    try {
      this.#recorder.append(text, settle);
    } catch (error) {
      // Whatever comes after the final waits for it, the end of the session, too.
      settle(false);
      throw error;
    }
  }

  #answerFlush(flushId: number): void {
    // A gap in the audio asks for a flush that no client waits for.
    if (!this.#flushIds.has(flushId)) return;
    const id = this.#flushIds.get(flushId);
    this.#flushIds.delete(flushId);
    this.#options.outbox.push({ type: 'flushed', id });
  }
}
