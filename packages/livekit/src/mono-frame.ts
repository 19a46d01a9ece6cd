import { AudioFrame } from '@livekit/rtc-node';

/**
 * A frame as one channel: the mean of its channels. The framework resamples one channel only.
 *
 * @returns the frame itself when it has one channel.
 * @throws RangeError for a frame without a channel, or with fewer samples than it says.
 */
export function monoFrame(frame: AudioFrame): AudioFrame {
  const { channels, data, sampleRate, samplesPerChannel } = frame;
  if (!(channels >= 1) || data.length < samplesPerChannel * channels) {
    throw new RangeError(
      `The audio frame has ${data.length} samples; ${samplesPerChannel} in each of ${channels} channels are needed.`,
    );
  }
  if (channels === 1) return frame;
  const mono = new Int16Array(samplesPerChannel);
  for (let index = 0; index < samplesPerChannel; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += data[index * channels + channel] ?? 0;
    mono[index] = Math.round(sum / channels);
  }
  return new AudioFrame(mono, sampleRate, 1, samplesPerChannel);
}
