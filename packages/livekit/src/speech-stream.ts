import { isDeepStrictEqual } from 'node:util';
import {
  APIConnectionError,
  type APIConnectOptions,
  APITimeoutError,
  DEFAULT_API_CONNECT_OPTIONS,
  log,
  stt,
  toError,
} from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';
import { type Client, ClientError, type TranscriptionSession } from '@steno/client/node';
import type { StateMessage } from '@steno/protocol';
import { toApiError } from './api-error.ts';
import { ArrivalTimes } from './arrival-times.ts';
import { Chunker } from './chunker.ts';
import { monoFrame } from './mono-frame.ts';
import { SessionListener } from './session-listener.ts';
import type { RecognitionOptions } from './stt-options.ts';

/** What a server takes; the framework resamples to it. */
const sampleRateHz = 16_000;
const samplesPerMs = sampleRateHz / 1000;
/** Chosen: frames of 10 ms would be a hundred messages a second, and 50 ms is half of what a server is made for. */
const chunkSamples = 50 * samplesPerMs;
/** Chosen: two minutes of chunks. Finals come seconds after their audio, also on a connection that was lost for a while. */
const keptArrivals = 2400;
/** The audio after which its seconds are told. Chosen: as the framework's own classes do. */
const usageIntervalMs = 5000;

/** What a stream is made with. */
export interface SpeechStreamOptions {
  readonly client: Client;
  readonly recognition: RecognitionOptions;
  readonly connOptions?: APIConnectOptions | undefined;
  /** Called with what was agreed for each session. */
  readonly onOpened: (state: StateMessage) => void;
  /** Called when the stream is over: closed, or at the end of its input. May be called twice. */
  readonly onClosed: () => void;
}

/** One session of the stream, from its first chunk on. */
interface Hearing {
  readonly session: TranscriptionSession;
  readonly listener: SessionListener;
  readonly chunker: Chunker;
  /** Where in the audio of the stream it begins, in ms. */
  readonly startMs: number;
  /** Which options it has. */
  readonly revision: number;
  /** Why its audio was ended. */
  stoppedFor: 'end_of_input' | 'other_options' | undefined;
  isOver: boolean;
  isLate: boolean;
  fault: Error | undefined;
  flushed: Promise<void>;
  /** Audio that was sent and not yet told as usage, in ms. */
  untoldMs: number;
}

/**
 * A live transcription: frames in, events of the framework out. Frames may have any sample rate and number of channels; channels
 * are mixed. A connection that is lost is the client's work and costs no text; what ends a session for good is
 * thrown as an error of the framework, which opens another one when it is `retryable`.
 */
export class SpeechStream extends stt.SpeechStream {
  override readonly label = 'steno.SpeechStream';
  readonly #client: Client;
  readonly #onOpened: (state: StateMessage) => void;
  readonly #onClosed: () => void;
  readonly #openTimeoutMs: number;
  readonly #arrivals = new ArrivalTimes(keptArrivals);
  #recognition: RecognitionOptions;
  #revision = 0;
  /** An item that was asked for and not taken: the next session takes it. */
  #pending: ReturnType<typeof this.input.next> | undefined;
  /** Audio taken from the input so far, in ms. */
  #takenMs = 0;
  #inputRateHz: number | undefined;

  /** Begins to connect. The caller closes it. */
  constructor(owner: stt.STT, options: SpeechStreamOptions) {
    super(owner, sampleRateHz, options.connOptions);
    this.#client = options.client;
    this.#recognition = options.recognition;
    this.#onOpened = options.onOpened;
    this.#onClosed = options.onClosed;
    this.#openTimeoutMs = (options.connOptions ?? DEFAULT_API_CONNECT_OPTIONS).timeoutMs;
  }

  /** Hears with other options from the next pause on: a session of the server keeps those that it was opened with. */
  updateOptions(recognition: RecognitionOptions): void {
    // The framework says its key terms again and again, mostly none.
    if (isDeepStrictEqual(recognition, this.#recognition)) return;
    this.#recognition = recognition;
    this.#revision += 1;
  }

  /**
   * Takes a frame of any sample rate and number of channels.
   *
   * @throws RangeError for a frame with fewer samples than it says; Error after `endInput` and `close`.
   */
  override pushFrame(frame: AudioFrame): void {
    const mono = monoFrame(frame);
    // The framework keeps the resampler of the first rate, whatever comes.
    if (this.#inputRateHz !== mono.sampleRate) this.#drainResampler();
    this.#inputRateHz = mono.sampleRate;
    super.pushFrame(mono);
  }

  /** Says that no audio follows. The last finals come, then the stream ends. */
  override endInput(): void {
    this.#drainResampler();
    super.endInput();
  }

  /** Ends the stream at once; what was not transcribed is lost. Idempotent. */
  override close(): void {
    super.close();
    // Closed by now, and not to be closed twice.
    delete this.resampler;
    this.#onClosed();
  }

  // eslint-disable-next-line no-restricted-syntax -- the framework's method, and nothing for others to call
  protected override async run(): Promise<void> {
    const runStartMs = this.#takenMs;
    let isDone = this.abortSignal.aborted;
    while (!isDone) isDone = await this.#hear(runStartMs);
    this.#onClosed();
  }

  /** A resampler holds back up to 30 ms, which nobody asks it for. */
  #drainResampler(): void {
    const { resampler } = this;
    if (resampler === undefined) return;
    delete this.resampler;
    if (!this.input.closed) for (const rest of resampler.flush()) this.input.put(rest);
    resampler.close();
  }

  /** One session; resolves with true when the stream is over. */
  async #hear(runStartMs: number): Promise<boolean> {
    const hearing = this.#begin(runStartMs);
    const { session } = hearing;
    const deadline = setTimeout(() => {
      hearing.isLate = true;
      session.abort();
    }, this.#openTimeoutMs);
    session.opened.then(
      (state) => {
        clearTimeout(deadline);
        this.#onOpened(state);
      },
      // `closed` says why.
      () => undefined,
    );
    void this.#feed(hearing);
    const closed = await session.closed;
    clearTimeout(deadline);
    hearing.isOver = true;
    hearing.listener.close();
    this.#tellUsage(hearing);
    switch (closed.type) {
      case 'stopped':
        if (hearing.stoppedFor === undefined)
          throw new APIConnectionError({ message: 'The server ended the session.' });
        return hearing.stoppedFor === 'end_of_input';
      case 'aborted':
        if (hearing.fault !== undefined) throw hearing.fault;
        if (!hearing.isLate) return true;
        throw new APITimeoutError({ message: `The server did not answer within ${this.#openTimeoutMs} ms.` });
      case 'failed':
        if (closed.error.wireCode !== 'idle_timeout') throw toApiError(closed.error, session.id);
        // Nobody spoke, perhaps for hours: no failure, and another session is worth opening when audio comes.
        return (await this.#nextItem()).done === true;
    }
  }

  #begin(runStartMs: number): Hearing {
    const startMs = this.#takenMs;
    const session = this.#client.transcribe({ ...this.#recognition, events: true, signal: this.abortSignal });
    const { language = '' } = this.#recognition;
    const listener = new SessionListener(session, {
      timeline: () => ({ offsetSeconds: this.startTimeOffset + (startMs - runStartMs) / 1000, language }),
      arrivedAt: (positionMs) => this.#arrivals.at(startMs + positionMs),
      tell: (event) => {
        this.#tell(event);
      },
    });
    logProblems(session, this.label);
    return {
      session,
      listener,
      chunker: new Chunker(chunkSamples),
      startMs,
      revision: this.#revision,
      stoppedFor: undefined,
      isOver: false,
      isLate: false,
      fault: undefined,
      flushed: Promise.resolve(),
      untoldMs: 0,
    };
  }

  /** Gives the session the input until one of the two is over. */
  async #feed(hearing: Hearing): Promise<void> {
    try {
      while (await this.#feedNext(hearing));
    } catch (error) {
      // Why a session is over is what `closed` says.
      if (hearing.isOver || error instanceof ClientError) return;
      hearing.fault = toError(error);
      hearing.session.abort();
    }
  }

  async #feedNext(hearing: Hearing): Promise<boolean> {
    const item = await this.#nextItem();
    // The item stays for the session that comes next.
    if (hearing.isOver) return false;
    this.#pending = undefined;
    if (item.done === true) return this.#stop(hearing, 'end_of_input');
    if (typeof item.value === 'symbol') await this.#flush(hearing);
    else for (const chunk of hearing.chunker.add(item.value.data)) await this.#send(hearing, chunk);
    if (hearing.revision !== this.#revision && hearing.listener.isQuiet) return this.#stop(hearing, 'other_options');
    return true;
  }

  #nextItem(): ReturnType<typeof this.input.next> {
    return (this.#pending ??= this.input.next());
  }

  async #send(hearing: Hearing, chunk: Int16Array): Promise<void> {
    if (chunk.length === 0) return;
    const chunkMs = chunk.length / samplesPerMs;
    this.#takenMs += chunkMs;
    this.#arrivals.note(this.#takenMs, Date.now());
    await hearing.session.send(chunk);
    hearing.untoldMs += chunkMs;
    if (hearing.untoldMs >= usageIntervalMs) this.#tellUsage(hearing);
  }

  async #flush(hearing: Hearing): Promise<void> {
    await this.#send(hearing, hearing.chunker.takeRest());
    // One at a time, so that there is no end of them that wait.
    await hearing.flushed;
    hearing.flushed = hearing.session.flush().catch(() => undefined);
  }

  async #stop(hearing: Hearing, reason: NonNullable<Hearing['stoppedFor']>): Promise<false> {
    await this.#send(hearing, hearing.chunker.takeRest());
    hearing.stoppedFor = reason;
    await hearing.session.stop();
    return false;
  }

  #tellUsage(hearing: Hearing): void {
    if (hearing.untoldMs === 0) return;
    this.#tell({
      type: stt.SpeechEventType.RECOGNITION_USAGE,
      requestId: hearing.session.id ?? '',
      recognitionUsage: { audioDuration: hearing.untoldMs / 1000 },
    });
    hearing.untoldMs = 0;
  }

  #tell(event: stt.SpeechEvent): void {
    if (!this.queue.closed) this.queue.put(event);
  }
}

/** The framework's log is where the operator of an agent looks. */
function logProblems(session: TranscriptionSession, label: string): void {
  const logger = log().child({ stt: label });
  session.on('warning', ({ code, message, lagMs }) => {
    // That a session without audio will end is no problem: another one follows when audio comes.
    if (code !== 'idle') logger.warn({ session: session.id, code, lagMs }, message);
  });
  session.on('restarted', ({ wireCode, lost }) => {
    logger.warn({ session: session.id, code: wireCode, lost }, 'the server began the session anew');
  });
}
