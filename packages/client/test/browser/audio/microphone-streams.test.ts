import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MicrophoneStreams, type MicrophoneStreamsOptions } from '../../../src/browser/audio/microphone-streams.ts';
import { FakeTrack, streamOf } from './fake-capture.ts';

class FakeMediaDevices extends EventTarget {
  /** What the next calls give; an error's name, or a stream. The last one is given again and again. */
  answers: (string | MediaStream)[] = [];
  readonly asked: MediaStreamConstraints[] = [];

  async getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    if (answer === undefined || typeof answer === 'string') throw new DOMException('no', answer ?? 'NotFoundError');
    return answer;
  }
}

const stream = streamOf(new FakeTrack('any'));

function makeStreams(options: Partial<MicrophoneStreamsOptions> = {}): {
  devices: FakeMediaDevices;
  streams: MicrophoneStreams;
} {
  const devices = new FakeMediaDevices();
  const streams = new MicrophoneStreams({
    mediaDevices: devices,
    processing: {},
    whenDeviceLost: 'switch',
    deviceWaitMs: 5000,
    ...options,
  });
  return { devices, streams };
}

describe('the streams of a microphone', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('are asked for with gain control and nothing else, and with any device, unless the caller wants otherwise', async () => {
    const { devices, streams } = makeStreams();
    devices.answers = [stream];
    await streams.open();
    const other = makeStreams({ processing: { echoCancellation: true, autoGainControl: false } });
    other.devices.answers = [stream];
    await other.streams.open('id');
    const usual = { echoCancellation: false, noiseSuppression: false, autoGainControl: true };
    expect(devices.asked).toEqual([{ audio: usual }]);
    expect(other.devices.asked).toEqual([
      { audio: { echoCancellation: true, noiseSuppression: false, autoGainControl: false, deviceId: { exact: 'id' } } },
    ]);
  });

  it('reject with an AudioInputError that has the words', async () => {
    const { devices, streams } = makeStreams();
    devices.answers = ['NotAllowedError'];
    await expect(streams.open()).rejects.toMatchObject({ name: 'AudioInputError', code: 'permission_denied' });
  });

  it('go on with the default device as soon as one comes', async () => {
    const { devices, streams } = makeStreams();
    devices.answers = ['NotFoundError', stream];
    const replaced = streams.replace(new AbortController().signal);
    await vi.advanceTimersByTimeAsync(10);
    expect(devices.asked.length).toBe(1);
    devices.dispatchEvent(new Event('devicechange'));
    expect(await replaced).toBe(stream);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are asked for again each second where the browser tells of no device', async () => {
    const { devices, streams } = makeStreams();
    devices.answers = ['NotReadableError', 'NotFoundError', stream];
    const replaced = streams.replace(new AbortController().signal);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await replaced).toBe(stream);
  });

  it('are given up with the reason after the time for it', async () => {
    const { devices, streams } = makeStreams();
    devices.answers = ['NotFoundError'];
    const replaced = expect(streams.replace(new AbortController().signal)).rejects.toMatchObject({
      code: 'device_not_found',
    });
    await vi.advanceTimersByTimeAsync(5000);
    await replaced;
    expect(devices.asked.length).toBe(6);
  });

  it('are given up at once after a refusal', async () => {
    const { devices, streams } = makeStreams();
    devices.answers = ['NotAllowedError'];
    await expect(streams.replace(new AbortController().signal)).rejects.toMatchObject({ code: 'permission_denied' });
    expect(devices.asked.length).toBe(1);
  });

  it('are not looked for when the loss of the device is the end', async () => {
    const { devices, streams } = makeStreams({ whenDeviceLost: 'end' });
    expect(await streams.replace(new AbortController().signal)).toBeUndefined();
    expect(devices.asked).toEqual([]);
  });

  it('are not looked for any longer once the signal aborts', async () => {
    const { devices, streams } = makeStreams();
    devices.answers = ['NotFoundError'];
    const controller = new AbortController();
    const replaced = streams.replace(controller.signal);
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(await replaced).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('end their device when they are released', () => {
    const track = new FakeTrack('any');
    makeStreams().streams.release(streamOf(track));
    expect(track.readyState).toBe('ended');
  });
});
