import { afterEach, describe, expect, it, vi } from 'vitest';
import { microphone } from '../../../src/browser/audio/microphone.ts';
import { FakeTrack, streamOf } from './fake-capture.ts';

describe('a microphone', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is not waited for once the signal aborts, and ended when the user allows it afterwards', async () => {
    let allow: (stream: MediaStream) => void = () => undefined;
    const getUserMedia = (): Promise<MediaStream> =>
      new Promise((resolve) => {
        allow = resolve;
      });
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
    const controller = new AbortController();
    const opened = microphone({ signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(opened).rejects.toThrow('changed my mind');
    const track = new FakeTrack('late');
    allow(streamOf(track));
    await vi.waitFor(() => expect(track.readyState).toBe('ended'));
  });

  it('is not asked for with a signal that was aborted before, or a buffer that is too small', async () => {
    const getUserMedia = vi.fn();
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
    await expect(microphone({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(microphone({ bufferMs: 1 })).rejects.toThrow(RangeError);
    expect(getUserMedia).not.toHaveBeenCalled();
  });
});
