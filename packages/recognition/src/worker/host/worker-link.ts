import type { Duplex } from 'node:stream';
import { bytesOfSamples } from '@steno/audio';
import type { RecognitionErrorCode } from '../../contract/recognition-host.ts';
import { FrameChannel } from '../common/frame-channel.ts';
import { type Frame, FrameError, frameTypes } from '../common/frame.ts';
import type { WorkerLoad } from '../common/worker-load.ts';
import type { FlushRequest, StreamSetup, WorkerReady, WorkerSetup } from '../common/worker-setup.ts';
import type { WorkerStreamEvent } from '../common/worker-stream-event.ts';
import { Heartbeat } from './heartbeat.ts';
import { parseWorkerEvent, parseWorkerLoad, parseWorkerReady } from './parse-worker-event.ts';
import type { ReplayMark } from './replay-log.ts';

/** What a worker has used, and what it has done with it, at one moment. */
export interface WorkerWork extends WorkerLoad {
  /** Audio decoded until then, of all its streams, in samples. */
  readonly decodedSamples: number;
}

/** Who gets what a worker tells of a stream. */
export interface WorkerStreamListener {
  /** The position behind all audio the worker was given, in samples. */
  readonly endSample: number;
  /**
   * Called for each event; `ended` and `failed` are the last.
   *
   * @throws FrameError when it tells what cannot be, which ends the worker.
   */
  onEvent(event: WorkerStreamEvent): void;
  /** The worker is lost with the stream in it; nothing follows. */
  onLost(reason: RecognitionErrorCode): void;
}

/** A stream in a worker. After its last event calls do nothing. */
export interface WorkerStream {
  /** Sends audio, which must not be changed any more. */
  write(samples: Int16Array): void;
  /** Asks for the finals of what was written; answered by `flushed` with the mark's id. */
  flush(mark: ReplayMark): void;
  /** Says that no audio follows. */
  end(): void;
  /** Forgets the stream; no event follows. Idempotent. */
  close(): void;
}

/** What a link works with. */
export interface WorkerLinkOptions {
  /** How long an answer to a heartbeat may take, in ms. */
  readonly timeoutMs: number;
  /** The model is loaded; once. */
  readonly onReady: (ready: WorkerReady) => void;
  /** The engine has decoded something; once. */
  readonly onProven: () => void;
  /**
   * The link is of no use any more: the worker's end of the pipe is gone, it did not answer, or it told what cannot
   * be; once. `lastError` says what.
   */
  readonly onBroken: (reason: RecognitionErrorCode, lastError: string) => void;
}

/** Streams over the pipe to one worker, whatever runs at its other end: nothing it says is believed unseen. */
export class WorkerLink {
  readonly #options: WorkerLinkOptions;
  readonly #channel: FrameChannel;
  readonly #streams = new Map<number, WorkerStreamListener>();
  /** Streams closed here, of which the worker may have told before it knew: until a later question is answered. */
  #closedSinceQuestion = new Set<number>();
  #closedBeforeQuestion = new Set<number>();
  #heartbeat: Heartbeat | undefined;
  /** How far each open stream is, in samples. */
  readonly #positions = new Map<number, number>();
  #decodedSamples = 0;
  #work: WorkerWork | undefined;
  #nextStream = 1;
  #isProven = false;
  #isBroken = false;

  /** @param pipe - connected; owned by the link from now on. */
  constructor(pipe: Duplex, options: WorkerLinkOptions) {
    this.#options = options;
    this.#channel = new FrameChannel(
      pipe,
      (frame) => {
        this.#take(frame);
      },
      (cause) => {
        const isNonsense = cause instanceof FrameError;
        this.#break(isNonsense ? 'worker_nonsense' : 'worker_lost', cause?.message ?? 'the pipe is closed');
      },
    );
  }

  /** Streams open now. */
  get streamCount(): number {
    return this.#streams.size;
  }

  /** What the worker has used and done, as of its last answer; undefined before one tells it. */
  get work(): WorkerWork | undefined {
    return this.#work;
  }

  /** True once the worker's engine has decoded something. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** True when nothing comes or goes any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Says which model to load; answered by `onReady`. */
  load(setup: WorkerSetup): void {
    this.#channel.sendJson(frameTypes.load, 0, setup);
  }

  /** Opens a stream; its events go to the listener until the last one or until it is closed. */
  openStream(listener: WorkerStreamListener, setup: StreamSetup): WorkerStream {
    const id = this.#nextStream;
    this.#nextStream += 1;
    this.#streams.set(id, listener);
    const { resumeFrom } = setup;
    this.#positions.set(id, resumeFrom === undefined ? 0 : resumeFrom.sample - resumeFrom.leadInSamples);
    this.#channel.sendJson(frameTypes.open, id, setup);
    return {
      write: (samples) => {
        if (this.#streams.has(id)) this.#channel.sendBytes(frameTypes.audio, id, bytesOfSamples(samples));
      },
      flush: ({ id: flushId, mustRenew }) => {
        const request: FlushRequest = { flushId, mustRenew };
        if (this.#streams.has(id)) this.#channel.sendJson(frameTypes.flush, id, request);
      },
      end: () => {
        if (this.#streams.has(id)) this.#channel.sendBytes(frameTypes.end, id);
      },
      close: () => {
        this.#closeStream(id);
      },
    };
  }

  /** Tells all open streams that the worker is lost. */
  loseStreams(reason: RecognitionErrorCode): void {
    const lost = [...this.#streams.values()];
    this.#streams.clear();
    this.#positions.clear();
    for (const listener of lost) listener.onLost(reason);
  }

  /** Closes the pipe, at which the worker ends. Idempotent. */
  close(): void {
    this.#isBroken = true;
    this.#heartbeat?.close();
    this.#channel.close();
  }

  #closeStream(id: number): void {
    if (!this.#streams.delete(id)) return;
    this.#positions.delete(id);
    this.#closedSinceQuestion.add(id);
    this.#channel.sendBytes(frameTypes.close, id);
  }

  #take(frame: Frame): void {
    if (this.#isBroken) return;
    switch (frame.type) {
      case frameTypes.ready:
        this.#onReady(parseWorkerReady(this.#channel.readJson(frame)));
        break;
      case frameTypes.event:
        this.#onEvent(frame);
        break;
      case frameTypes.pong:
        if (this.#heartbeat?.answer() !== true) throw new FrameError('a question is answered that was not asked');
        this.#closedBeforeQuestion.clear();
        this.#noteLoad(frame);
        break;
      case frameTypes.proven:
        if (this.#heartbeat === undefined) throw new FrameError('something is decoded before the model is loaded');
        if (this.#isProven) break;
        this.#isProven = true;
        this.#options.onProven();
        break;
      default:
        throw new FrameError(`a worker sends a frame of type ${frame.type}`);
    }
  }

  #onReady(ready: WorkerReady): void {
    if (this.#heartbeat !== undefined) throw new FrameError('the model is loaded twice');
    const { timeoutMs, onReady } = this.#options;
    this.#heartbeat = new Heartbeat({
      timeoutMs,
      ask: () => {
        this.#closedBeforeQuestion = this.#closedSinceQuestion;
        this.#closedSinceQuestion = new Set();
        this.#channel.sendBytes(frameTypes.ping, 0);
      },
      onHung: () => {
        this.#break('worker_hung', `no answer came within ${timeoutMs} ms`);
      },
    });
    onReady(ready);
  }

  #onEvent(frame: Frame): void {
    const listener = this.#streams.get(frame.stream);
    if (listener === undefined) {
      if (this.#closedSinceQuestion.has(frame.stream) || this.#closedBeforeQuestion.has(frame.stream)) return;
      throw new FrameError(`an event is told of stream ${frame.stream}, which is not open`);
    }
    const event = parseWorkerEvent(this.#channel.readJson(frame), listener.endSample);
    // Before it is told: whoever hears of it may want the room.
    if (event.type === 'ended' || event.type === 'failed') {
      this.#streams.delete(frame.stream);
      this.#positions.delete(frame.stream);
    }
    if (event.type === 'decoded') this.#noteDecoded(frame.stream, event.samples);
    try {
      listener.onEvent(event);
    } catch (error) {
      // The worker is ended for it, which the stream has to be told, too.
      this.#streams.set(frame.stream, listener);
      throw error;
    }
  }

  /** What was told before the answer is done by then, so the two fit together. */
  #noteLoad(frame: Frame): void {
    if (frame.payload.length === 0) return;
    this.#work = { ...parseWorkerLoad(this.#channel.readJson(frame)), decodedSamples: this.#decodedSamples };
  }

  #noteDecoded(id: number, samples: number): void {
    const before = this.#positions.get(id) ?? samples;
    if (samples <= before) return;
    this.#decodedSamples += samples - before;
    this.#positions.set(id, samples);
  }

  #break(reason: RecognitionErrorCode, lastError: string): void {
    if (this.#isBroken) return;
    this.close();
    this.#options.onBroken(reason, lastError);
  }
}
