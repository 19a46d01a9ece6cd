import { afterEach, describe, expect, it, vi } from 'vitest';
import { AudioInputError } from '../../../src/common/audio-input-error.ts';
import { LiveInput, type StreamSource } from '../../../src/browser/audio/live-input.ts';
import type { LiveAudioInputEvents, LiveAudioInputOptions } from '../../../src/browser/audio/live-audio-input.ts';
import { FakeGraph, FakeTrack, streamOf } from './fake-capture.ts';

/** Gives the next stream when the test says so. */
class FakeSource implements StreamSource {
  readonly endReason = 'device_lost';
  readonly released: MediaStream[] = [];
  signal: AbortSignal | undefined;
  resolve: (stream: MediaStream | undefined) => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;

  replace(signal: AbortSignal): Promise<MediaStream | undefined> {
    this.signal = signal;
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  release(stream: MediaStream): void {
    this.released.push(stream);
  }
}

async function startInput(options: LiveAudioInputOptions = {}): Promise<{
  input: LiveInput;
  graph: FakeGraph;
  source: FakeSource;
  track: FakeTrack;
  stream: MediaStream;
  events: (readonly [keyof LiveAudioInputEvents, unknown])[];
}> {
  const source = new FakeSource();
  const graph = new FakeGraph();
  const track = new FakeTrack('first');
  const stream = streamOf(track);
  const input = new LiveInput(source, options.bufferMs);
  const events: (readonly [keyof LiveAudioInputEvents, unknown])[] = [];
  const names = [
    'muted',
    'unmuted',
    'deviceLost',
    'deviceChanged',
    'dropped',
    'suspended',
    'resumed',
    'ended',
  ] as const;
  for (const name of names) input.on(name, (event) => events.push([name, event]));
  await input.start(stream, options, graph.open);
  return { input, graph, source, track, stream, events };
}

async function readAll(input: LiveInput): Promise<readonly number[]> {
  const first: number[] = [];
  for await (const bytes of input.readable) first.push(new Int16Array(bytes.buffer)[0] ?? 0);
  return first;
}

const first = { deviceId: 'id of first', label: 'first' };
const second = { deviceId: 'id of second', label: 'second' };

describe('a live input', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives what is heard, and what the audio thread still has at its end', async () => {
    const { input, graph, source, stream, events } = await startInput();
    graph.rest = new Int16Array(30).fill(3);
    graph.hear(1);
    graph.hear(2);
    await input.close();
    await input.close();
    expect(await readAll(input)).toEqual([1, 2, 3]);
    expect(source.released).toEqual([stream]);
    expect(graph.connected).toBeUndefined();
    expect(events).toEqual([['ended', { reason: 'closed', error: undefined }]]);
  });

  it('tells the level of the newest chunk in dB of full scale', async () => {
    const { input, graph } = await startInput();
    const told = vi.fn();
    input.on('level', told);
    expect(input.level()).toEqual({ rmsDbfs: -100, peakDbfs: -100 });
    graph.hear(3277);
    expect(input.level().rmsDbfs).toBeCloseTo(-20, 1);
    expect(told).toHaveBeenCalledExactlyOnceWith(input.level());
    graph.hear(0);
    expect(input.level()).toEqual({ rmsDbfs: -100, peakDbfs: -100 });
    await input.close();
  });

  it('tells when its track is muted and unmuted, once each', async () => {
    const { input, track, events } = await startInput();
    track.setMuted(true);
    track.setMuted(true);
    expect(input.isMuted).toBe(true);
    track.setMuted(false);
    expect(events).toEqual([
      ['muted', undefined],
      ['unmuted', undefined],
    ]);
    await input.close();
  });

  it('hears another stream when its own ends, and silence until then', async () => {
    const { input, graph, source, track, stream, events } = await startInput();
    expect(input.device).toEqual(first);
    track.end();
    expect(graph.connected).toBeUndefined();
    expect(source.released).toEqual([stream]);
    const next = streamOf(new FakeTrack('second'));
    source.resolve(next);
    await vi.waitFor(() => expect(graph.connected).toBe(next));
    expect(input.device).toEqual(second);
    expect(events).toEqual([
      ['deviceLost', first],
      ['deviceChanged', second],
    ]);
    await input.close();
  });

  it('looks for another stream when its own ended before anybody listened', async () => {
    const source = new FakeSource();
    const track = new FakeTrack('first');
    track.stop();
    const input = new LiveInput(source);
    await input.start(streamOf(track), {}, new FakeGraph().open);
    expect(source.signal?.aborted).toBe(false);
    await input.close();
  });

  it('ends with the reason, and its audio can be read, when there is no other stream', async () => {
    const { input, graph, source, track, events } = await startInput();
    graph.hear(7);
    track.end();
    const error = new AudioInputError('device_not_found', 'none');
    source.reject(error);
    expect(await readAll(input)).toEqual([7]);
    expect(events.at(-1)).toEqual(['ended', { reason: 'device_lost', error }]);
  });

  it('releases a stream that is found after it was closed', async () => {
    const { input, source, track, events } = await startInput();
    track.end();
    await input.close();
    expect(source.signal?.aborted).toBe(true);
    const late = streamOf(new FakeTrack('second'));
    source.resolve(late);
    await vi.waitFor(() => expect(source.released).toContain(late));
    expect(events.map(([name]) => name)).toEqual(['deviceLost', 'ended']);
  });

  it('stops looking for a stream when it is given one', async () => {
    const { input, source, track, graph } = await startInput();
    track.end();
    const chosen = streamOf(new FakeTrack('second'));
    expect(input.follow(chosen)).toBe(true);
    expect(source.signal?.aborted).toBe(true);
    expect(graph.connected).toBe(chosen);
    await input.close();
  });

  it('drops what is not read, counts it, and gives silence in its place', async () => {
    const { input, graph, events } = await startInput({ bufferMs: 200 });
    for (const value of [1, 2, 3, 4]) graph.hear(value);
    expect(input.droppedMs).toBe(200);
    expect(events).toEqual([
      ['dropped', { ms: 100, totalMs: 100 }],
      ['dropped', { ms: 100, totalMs: 200 }],
    ]);
    await input.close();
    expect(await readAll(input)).toEqual([1, 2, 0, 0]);
  });

  it('fills the time in which the browser runs no audio with silence', async () => {
    const { input, graph, events } = await startInput();
    vi.useFakeTimers();
    graph.hear(1);
    graph.listener.onSuspended();
    vi.advanceTimersByTime(250);
    graph.listener.onResumed();
    graph.hear(2);
    vi.useRealTimers();
    await input.close();
    let bytes = 0;
    for await (const chunk of input.readable) bytes += chunk.length;
    expect(bytes).toBe(3200 + 250 * 32 + 3200);
    expect(events.slice(0, 2)).toEqual([
      ['suspended', undefined],
      ['resumed', { gapMs: 250 }],
    ]);
  });

  it('ends with the reason when the audio thread fails', async () => {
    const { input, graph, events } = await startInput();
    graph.hear(1);
    graph.listener.onFailed();
    expect(await readAll(input)).toEqual([1]);
    expect(events).toMatchObject([['ended', { reason: 'failed', error: { code: 'worklet_failed' } }]]);
  });

  it('is closed when its readable is cancelled', async () => {
    const { input, graph, source, stream } = await startInput();
    graph.hear(1);
    await input.readable.cancel();
    expect(graph.isClosed).toBe(true);
    expect(source.released).toEqual([stream]);
  });

  it('is closed by its signal', async () => {
    const controller = new AbortController();
    const { events } = await startInput({ signal: controller.signal });
    controller.abort();
    await vi.waitFor(() => expect(events).toEqual([['ended', { reason: 'closed', error: undefined }]]));
  });

  it('releases its stream and rejects when the signal aborts while it opens', async () => {
    const source = new FakeSource();
    const input = new LiveInput(source);
    const controller = new AbortController();
    const stream = streamOf(new FakeTrack('first'));
    const started = input.start(stream, { signal: controller.signal }, new FakeGraph().open);
    controller.abort(new Error('enough'));
    await expect(started).rejects.toThrow('enough');
    expect(source.released).toEqual([stream]);
  });

  it('releases its stream and ends when audio cannot be opened', async () => {
    const source = new FakeSource();
    const input = new LiveInput(source);
    const stream = streamOf(new FakeTrack('first'));
    const open = (): Promise<never> => Promise.reject(new AudioInputError('suspended', 'click'));
    await expect(input.start(stream, {}, open)).rejects.toMatchObject({ code: 'suspended' });
    expect(source.released).toEqual([stream]);
    expect(await readAll(input)).toEqual([]);
  });

  it('releases its stream and ends when the browser does not take it', async () => {
    const source = new FakeSource();
    const input = new LiveInput(source);
    const stream = streamOf(new FakeTrack('first'));
    const graph = new FakeGraph();
    graph.connect = () => {
      throw new AudioInputError('unsupported', 'another rate');
    };
    await expect(input.start(stream, {}, graph.open)).rejects.toMatchObject({ code: 'unsupported' });
    expect(source.released).toEqual([stream]);
    expect(graph.isClosed).toBe(true);
    expect(await readAll(input)).toEqual([]);
  });

  it.each([0, 99, Number.NaN])('throws RangeError for a buffer of %s ms', (bufferMs) => {
    expect(() => new LiveInput(new FakeSource(), bufferMs)).toThrow(RangeError);
  });
});
