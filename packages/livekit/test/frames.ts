import { AudioFrame } from '@livekit/rtc-node';

/** How samples become frames. */
export interface FrameOptions {
  readonly sampleRateHz: number;
  readonly frameMs: number;
}

/** Cuts samples of one channel into frames, the last of which may be shorter. */
export function framesOf(samples: Int16Array, { sampleRateHz, frameMs }: FrameOptions): AudioFrame[] {
  const frameSamples = (sampleRateHz * frameMs) / 1000;
  return Array.from({ length: Math.ceil(samples.length / frameSamples) }, (_, index) => {
    const data = samples.slice(index * frameSamples, (index + 1) * frameSamples);
    return new AudioFrame(data, sampleRateHz, 1, data.length);
  });
}

/** A second and more of a rising count, so that what is missing or out of order shows. */
export function counting(samples: number): Int16Array {
  return Int16Array.from({ length: samples }, (_, index) => index % 30_000);
}
