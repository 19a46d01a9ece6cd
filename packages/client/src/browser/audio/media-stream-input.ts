import { AudioInputError } from '../../common/audio-input-error.ts';
import type { LiveAudioInput, LiveAudioInputOptions } from './live-audio-input.ts';
import { LiveInput, type StreamSource } from './live-input.ts';

/** The stream stays the caller's: it is neither replaced nor ended. */
const callersStream: StreamSource = {
  endReason: 'stream_ended',
  replace: async () => undefined,
  release: () => undefined,
};

/**
 * The audio of a stream: a tab or a window that is shared (`getDisplayMedia`), an `<audio>` or `<video>` element
 * (`captureStream`), a remote participant (WebRTC). Ends when the first audio track of the stream does.
 *
 * @param stream - stays the caller's: closing the input does not end it.
 * @throws AudioInputError (as a rejection) `no_audio`, `unsupported`, `worklet_unavailable` or `suspended`; the reason of
 *   the signal when it is aborted; RangeError for `bufferMs` below 100.
 */
export async function mediaStreamInput(
  stream: MediaStream,
  options: LiveAudioInputOptions = {},
): Promise<LiveAudioInput> {
  options.signal?.throwIfAborted();
  if (stream.getAudioTracks()[0]?.readyState !== 'live') {
    throw new AudioInputError(
      'no_audio',
      'The stream has no live audio track: a shared tab needs the tick at "share audio", an element has to play.',
    );
  }
  const input = new LiveInput(callersStream, options.bufferMs);
  await input.start(stream, options);
  return input;
}
