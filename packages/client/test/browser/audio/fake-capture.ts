import type { CaptureGraph, CaptureListener, OpenCaptureGraph } from '../../../src/browser/audio/capture-graph.ts';

/** A track that tests end and mute. */
export class FakeTrack extends EventTarget {
  readonly kind = 'audio';
  readonly label: string;
  readyState: 'live' | 'ended' = 'live';
  muted = false;

  constructor(label: string) {
    super();
    this.label = label;
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: `id of ${this.label}` };
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** What the browser does when the device goes away. */
  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }
}

/** A stream of one track. */
export function streamOf(...tracks: readonly FakeTrack[]): MediaStream {
  // As much of a stream as an input uses.
  return { getAudioTracks: () => tracks, getTracks: () => tracks } as unknown as MediaStream;
}

/** Web Audio, played by a test. */
export class FakeGraph implements CaptureGraph {
  connected: MediaStream | undefined;
  isClosed = false;
  /** What still comes at the end. */
  rest: Int16Array<ArrayBuffer> | undefined;
  #listener: CaptureListener | undefined;

  readonly open: OpenCaptureGraph = async (listener) => {
    this.#listener = listener;
    return this;
  };

  get listener(): CaptureListener {
    if (this.#listener === undefined) throw new Error('not opened yet');
    return this.#listener;
  }

  /** Hears 100 ms of this sample. */
  hear(value: number): void {
    const samples = new Int16Array(1600).fill(value);
    this.listener.onChunk({ samples, rms: value / 32_768, peak: value / 32_768 });
  }

  connect(stream: MediaStream): void {
    this.connected = stream;
  }

  disconnect(): void {
    this.connected = undefined;
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    if (this.rest !== undefined) this.listener.onChunk({ samples: this.rest, rms: 0, peak: 0 });
  }
}
