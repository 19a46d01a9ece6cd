import { msToSamples, samplesToMs } from '@steno/audio';
import { Emitter } from '../../common/emitter.ts';
import { AudioInputError } from '../../common/audio-input-error.ts';
import { type CaptureGraph, type CaptureListener, openCaptureGraph, type OpenCaptureGraph } from './capture-graph.ts';
import type { MeasuredChunk } from './chunk-maker.ts';
import { ChunkQueue, chunkSamples } from './chunk-queue.ts';
import type {
  AudioDevice,
  AudioLevel,
  InputEnd,
  LiveAudioInput,
  LiveAudioInputEvents,
  LiveAudioInputOptions,
} from './live-audio-input.ts';

/** Where the streams of an input come from. */
export interface StreamSource {
  /** Why an input without a stream is over. */
  readonly endReason: 'device_lost' | 'stream_ended';
  /**
   * Gives another stream for one that ended.
   *
   * @param signal - aborts when it is not waited for any more.
   * @returns undefined when none is to take its place.
   * @throws AudioInputError (as a rejection) when there is none.
   */
  replace(signal: AbortSignal): Promise<MediaStream | undefined>;
  /** Ends a stream that is not heard any more. */
  release(stream: MediaStream): void;
}

const defaultBufferMs = 30_000;
const chunkMs = samplesToMs(chunkSamples);
const quietestDbfs = -100;

/** A live input over whatever source of streams. */
export class LiveInput implements LiveAudioInput {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #source: StreamSource;
  readonly #queue: ChunkQueue;
  readonly #emitter = new Emitter<LiveAudioInputEvents>();
  #graph: CaptureGraph | undefined;
  #stream: MediaStream | undefined;
  /** Removes the listeners of the track that is heard. */
  #unwatch: () => void = () => undefined;
  /** Ends the search for another stream. */
  #replacing: AbortController | undefined;
  #device: AudioDevice = { deviceId: '', label: '' };
  #isMuted = false;
  #level: AudioLevel = { rmsDbfs: quietestDbfs, peakDbfs: quietestDbfs };
  #droppedMs = 0;
  #suspendedAtMs: number | undefined;
  #ending: Promise<void> | undefined;

  /**
   * @param bufferMs - see {@link LiveAudioInputOptions}.
   * @throws RangeError when it is below 100.
   */
  constructor(source: StreamSource, bufferMs: number = defaultBufferMs) {
    // Written so that NaN fails, too.
    if (!(bufferMs >= chunkMs)) throw new RangeError(`bufferMs must be ${chunkMs} or more, not ${bufferMs}`);
    this.#source = source;
    this.#queue = new ChunkQueue(Math.floor(bufferMs / chunkMs));
    this.readable = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const chunk = await this.#queue.next();
          if (chunk === undefined) controller.close();
          else controller.enqueue(chunk);
        },
        cancel: async () => {
          this.#queue.discard();
          await this.close();
        },
      },
      { highWaterMark: 0 },
    );
  }

  get device(): AudioDevice {
    return this.#device;
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  get droppedMs(): number {
    return this.#droppedMs;
  }

  level(): AudioLevel {
    return this.#level;
  }

  on<Name extends keyof LiveAudioInputEvents>(
    name: Name,
    listener: (event: LiveAudioInputEvents[Name]) => void,
  ): () => void {
    return this.#emitter.on(name, listener);
  }

  close(): Promise<void> {
    return this.#end({ reason: 'closed', error: undefined });
  }

  /**
   * Begins to hear, and ties the input to the signal of the options.
   *
   * @param stream - the source's: released when this rejects.
   * @param openGraph - default: Web Audio.
   * @throws AudioInputError (as a rejection) as {@link OpenCaptureGraph}; the reason of the signal when it is aborted. The
   *   input is closed then.
   */
  async start(
    stream: MediaStream,
    { signal, workletUrl }: LiveAudioInputOptions,
    openGraph: OpenCaptureGraph = openCaptureGraph,
  ): Promise<void> {
    this.#stream = stream;
    try {
      this.#graph = await openGraph(this.#capture, workletUrl);
      signal?.throwIfAborted();
      this.follow(stream);
    } catch (error) {
      await this.close();
      throw error;
    }
    const close = (): void => void this.close();
    signal?.addEventListener('abort', close);
    this.on('ended', () => signal?.removeEventListener('abort', close));
  }

  /**
   * Hears this stream from now on, in place of the former one, which is released.
   *
   * @returns false when the input is over: the stream is released.
   * @throws AudioInputError `unsupported` when the browser does not take it; it is released, and silence is heard.
   */
  follow(stream: MediaStream): boolean {
    const track = stream.getAudioTracks()[0];
    if (this.#ending !== undefined || track === undefined) {
      this.#source.release(stream);
      return false;
    }
    if (stream !== this.#stream) this.#leave();
    this.#stream = stream;
    try {
      this.#graph?.connect(stream);
    } catch (error) {
      this.#leave();
      throw error;
    }
    this.#device = { deviceId: track.getSettings().deviceId ?? '', label: track.label };
    const lifetime = new AbortController();
    const { signal } = lifetime;
    this.#unwatch = () => {
      lifetime.abort();
    };
    track.addEventListener('ended', () => void this.#replace(), { signal });
    track.addEventListener('mute', () => this.#setMuted(true), { signal });
    track.addEventListener('unmute', () => this.#setMuted(false), { signal });
    this.#setMuted(track.muted);
    // It may have ended before anybody listened.
    if (track.readyState === 'ended') void this.#replace();
    return true;
  }

  /** Tells that another device is heard. */
  tellDeviceChanged(): void {
    this.#emitter.emit('deviceChanged', this.#device);
  }

  /** Stops hearing the stream there is, and looking for another one. */
  #leave(): void {
    this.#replacing?.abort();
    this.#replacing = undefined;
    this.#unwatch();
    this.#graph?.disconnect();
    if (this.#stream !== undefined) this.#source.release(this.#stream);
    this.#stream = undefined;
  }

  /** The audio thread gives silence meanwhile, so the clock goes on. */
  async #replace(): Promise<void> {
    this.#leave();
    const replacing = new AbortController();
    this.#replacing = replacing;
    const reason = this.#source.endReason;
    if (reason === 'device_lost') this.#emitter.emit('deviceLost', this.#device);
    try {
      const stream = await this.#source.replace(replacing.signal);
      if (replacing.signal.aborted) {
        if (stream !== undefined) this.#source.release(stream);
      } else if (stream === undefined) {
        await this.#end({ reason, error: undefined });
      } else if (this.follow(stream)) {
        this.tellDeviceChanged();
      }
    } catch (error) {
      if (replacing.signal.aborted) return;
      await this.#end({ reason, error: error instanceof AudioInputError ? error : undefined });
    }
  }

  #end(end: InputEnd): Promise<void> {
    this.#ending ??= this.#finish(end);
    return this.#ending;
  }

  async #finish(end: InputEnd): Promise<void> {
    // What the audio thread still has comes before its end.
    await this.#graph?.close();
    this.#leave();
    this.#queue.end();
    this.#emitter.emit('ended', end);
    this.#emitter.clear();
  }

  #setMuted(isMuted: boolean): void {
    if (isMuted === this.#isMuted) return;
    this.#isMuted = isMuted;
    this.#emitter.emit(isMuted ? 'muted' : 'unmuted', undefined);
  }

  readonly #capture: CaptureListener = {
    onChunk: ({ samples, rms, peak }: MeasuredChunk) => {
      this.#level = { rmsDbfs: toDbfs(rms), peakDbfs: toDbfs(peak) };
      if (!this.#queue.push(samples)) {
        const ms = samplesToMs(samples.length);
        this.#droppedMs += ms;
        this.#emitter.emit('dropped', { ms, totalMs: this.#droppedMs });
      }
      this.#emitter.emit('level', this.#level);
    },
    onSuspended: () => {
      this.#suspendedAtMs = performance.now();
      this.#emitter.emit('suspended', undefined);
    },
    onResumed: () => {
      const gapMs = performance.now() - (this.#suspendedAtMs ?? performance.now());
      this.#suspendedAtMs = undefined;
      this.#queue.pushGap(msToSamples(gapMs));
      this.#emitter.emit('resumed', { gapMs });
    },
    onFailed: () => {
      const error = new AudioInputError(
        'worklet_failed',
        'The audio thread of the browser failed: open the input again.',
      );
      void this.#end({ reason: 'failed', error });
    },
  };
}

function toDbfs(amplitude: number): number {
  return Math.max(quietestDbfs, 20 * Math.log10(amplitude));
}
