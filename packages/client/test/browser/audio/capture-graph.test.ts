import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CaptureListener, openCaptureGraph } from '../../../src/browser/audio/capture-graph.ts';
import type { ProcessorMessage } from '../../../src/browser/audio/worklet-messages.ts';

/** As much of Web Audio as a capture uses; each test says how it behaves. */
class FakeContext extends EventTarget {
  static made: FakeContext[] = [];
  static deviceRateHz = 48_000;
  static addModule: () => Promise<void> = async () => undefined;
  static resume: () => Promise<void> = async () => undefined;
  static refuses: (rateHz: number | undefined) => boolean = () => false;
  static takesStreams = true;

  readonly sampleRate: number;
  readonly destination = {};
  readonly audioWorklet = { addModule: () => FakeContext.addModule() };
  state = 'running';

  constructor(options: { sampleRate?: number } = {}) {
    super();
    if (FakeContext.refuses(options.sampleRate)) throw new DOMException('no such rate', 'NotSupportedError');
    this.sampleRate = options.sampleRate ?? FakeContext.deviceRateHz;
    FakeContext.made.push(this);
  }

  resume(): Promise<void> {
    return FakeContext.resume();
  }

  async close(): Promise<void> {
    this.setState('closed');
  }

  setState(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }

  createMediaStreamSource(stream: MediaStream): { stream: MediaStream; connect: () => void; disconnect: () => void } {
    if (!FakeContext.takesStreams) throw new DOMException('another rate', 'NotSupportedError');
    return { stream, connect: () => undefined, disconnect: () => undefined };
  }
}

class FakeNode {
  static answersEnd = true;
  static made: FakeNode[] = [];
  onprocessorerror: (() => void) | null = null;
  readonly port = {
    onmessage: null as ((event: { data: ProcessorMessage }) => void) | null,
    postMessage: () => {
      if (FakeNode.answersEnd) this.port.onmessage?.({ data: { type: 'ended' } });
    },
  };

  constructor() {
    FakeNode.made.push(this);
  }

  connect(): void {}

  disconnect(): void {}
}

const listener = (): CaptureListener => ({
  onChunk: vi.fn(),
  onSuspended: vi.fn(),
  onResumed: vi.fn(),
  onFailed: vi.fn(),
});

describe('a capture by Web Audio', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('AudioContext', FakeContext);
    vi.stubGlobal('AudioWorkletNode', FakeNode);
    FakeContext.made = [];
    FakeContext.deviceRateHz = 48_000;
    FakeContext.addModule = async () => undefined;
    FakeContext.resume = async () => undefined;
    FakeContext.refuses = () => false;
    FakeContext.takesStreams = true;
    FakeNode.answersEnd = true;
    FakeNode.made = [];
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is refused in words where the browser has no AudioWorklet', async () => {
    vi.stubGlobal('AudioWorkletNode', undefined);
    await expect(openCaptureGraph(listener(), undefined)).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('asks for a click when the browser does not start audio in 5 s', async () => {
    FakeContext.resume = () => new Promise(() => undefined);
    const refused = expect(openCaptureGraph(listener(), undefined)).rejects.toMatchObject({
      code: 'suspended',
      retryable: true,
    });
    await vi.advanceTimersByTimeAsync(5000);
    await refused;
    expect(FakeContext.made.map(({ state }) => state)).toEqual(['closed']);
  });

  it.each([
    ['cannot be loaded', () => Promise.reject(new DOMException('no', 'AbortError'))],
    ['is not there in 10 s', () => new Promise<void>(() => undefined)],
  ])('names the file when the code of the audio thread %s', async (_what, addModule) => {
    FakeContext.addModule = addModule;
    const refused = expect(openCaptureGraph(listener(), '/here.js')).rejects.toMatchObject({
      code: 'worklet_unavailable',
      message: expect.stringContaining('/here.js') as string,
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
    expect(FakeContext.made.map(({ state }) => state)).toEqual(['closed']);
  });

  it('hears at the rate of the device, or at 48 kHz where that rate has no small ratio to 16 kHz', async () => {
    FakeContext.deviceRateHz = 44_100;
    await (await openCaptureGraph(listener(), undefined)).close();
    FakeContext.deviceRateHz = 47_999;
    await (await openCaptureGraph(listener(), undefined)).close();
    expect(FakeContext.made.map(({ sampleRate }) => sampleRate)).toEqual([44_100, 47_999, 48_000]);
  });

  it.each([
    ['of the device', 48_000, (rateHz: number | undefined) => rateHz === undefined],
    ['of 48 kHz in place of one that cannot be resampled', 47_999, (rateHz: number | undefined) => rateHz === 48_000],
  ])(
    'says what to do when the browser refuses the rate %s, and leaves nothing open',
    async (_what, deviceRateHz, refuses) => {
      FakeContext.deviceRateHz = deviceRateHz;
      FakeContext.refuses = refuses;
      await expect(openCaptureGraph(listener(), undefined)).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('48 kHz') as string,
      });
      expect(FakeContext.made.every(({ state }) => state === 'closed')).toBe(true);
    },
  );

  it('says what to do when the browser takes no stream at the rate there is', async () => {
    FakeContext.takesStreams = false;
    const graph = await openCaptureGraph(listener(), undefined);
    expect(() => {
      graph.connect({} as MediaStream);
    }).toThrow(expect.objectContaining({ code: 'unsupported' }));
    await graph.close();
  });

  it('tells when the browser stops audio and when it goes on, and asks it to', async () => {
    const told = listener();
    const graph = await openCaptureGraph(told, undefined);
    const resume = vi.fn(() => Promise.reject(new Error('not allowed yet')));
    FakeContext.resume = resume;
    FakeContext.made[0]?.setState('interrupted');
    FakeContext.made[0]?.setState('suspended');
    expect(told.onSuspended).toHaveBeenCalledTimes(1);
    expect(resume).toHaveBeenCalledTimes(1);
    FakeContext.made[0]?.setState('running');
    expect(told.onResumed).toHaveBeenCalledTimes(1);
    await graph.close();
    expect(told.onSuspended).toHaveBeenCalledTimes(1);
  });

  it('tells when the code of the audio thread fails', async () => {
    const told = listener();
    const graph = await openCaptureGraph(told, undefined);
    FakeNode.made[0]?.onprocessorerror?.();
    expect(told.onFailed).toHaveBeenCalledTimes(1);
    await graph.close();
  });

  it('ends in half a second when the audio thread does not answer', async () => {
    FakeNode.answersEnd = false;
    const graph = await openCaptureGraph(listener(), undefined);
    const closed = Promise.all([graph.close(), graph.close()]);
    await vi.advanceTimersByTimeAsync(500);
    await closed;
    expect(FakeContext.made[0]?.state).toBe('closed');
  });
});
