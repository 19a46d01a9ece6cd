import { asLanguageCode, type AudioBuffer, stt } from '@livekit/agents';
import { type AudioFrame, AudioResampler } from '@livekit/rtc-node';
import { type Client, ClientError, type TranscriptionSession } from '@steno/client/node';
import { toApiError } from './api-error.ts';
import { monoFrame } from './mono-frame.ts';
import { joinSpeechData, speechDataOf } from './speech-data.ts';
import type { RecognitionOptions } from './stt-options.ts';

const sampleRateHz = 16_000;

/** How a buffer is recognised. */
export interface RecognizeBufferOptions {
  readonly client: Client;
  readonly recognition: RecognitionOptions;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Transcribes a whole buffer, faster than it was spoken.
 *
 * @param buffer - frames of any number of channels, with one sample rate; without samples no session is opened.
 * @returns FINAL_TRANSCRIPT with all of the text, which may be empty; times are seconds of the buffer.
 * @throws an APIError when the session fails; the signal's reason when it aborts.
 */
export async function recognizeBuffer(
  buffer: AudioBuffer,
  { client, recognition, signal }: RecognizeBufferOptions,
): Promise<stt.SpeechEvent> {
  signal?.throwIfAborted();
  const chunks = samplesOf([buffer].flat());
  const timeline = { offsetSeconds: 0, language: recognition.language ?? '' };
  const nothing = { language: asLanguageCode(timeline.language), text: '', startTime: 0, endTime: 0, confidence: 0 };
  if (chunks.length === 0) return { type: stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives: [nothing] };
  const session = client.transcribe({ ...recognition, partial: false, ...(signal === undefined ? {} : { signal }) });
  try {
    const { finals } = await transcribe(session, chunks);
    const heard = joinSpeechData(finals.map((final) => speechDataOf(final, timeline)));
    return {
      type: stt.SpeechEventType.FINAL_TRANSCRIPT,
      alternatives: [heard ?? nothing],
      ...(session.id === undefined ? {} : { requestId: session.id }),
    };
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof ClientError ? toApiError(error, session.id) : error;
  } finally {
    // Nothing after `stop` succeeded.
    session.abort();
  }
}

async function transcribe(
  session: TranscriptionSession,
  chunks: readonly Int16Array[],
): ReturnType<TranscriptionSession['stop']> {
  for (const chunk of chunks) await session.send(chunk);
  return session.stop();
}

/** The samples of frames at the rate of the server, without empty pieces. */
function samplesOf(frames: readonly AudioFrame[]): readonly Int16Array[] {
  const mono = frames.map((frame) => monoFrame(frame)).filter(({ samplesPerChannel }) => samplesPerChannel > 0);
  const rateHz = mono[0]?.sampleRate ?? sampleRateHz;
  const other = mono.find(({ sampleRate }) => sampleRate !== rateHz);
  if (other !== undefined) {
    throw new RangeError(`The buffer has frames of ${rateHz} Hz and of ${other.sampleRate} Hz; one rate is needed.`);
  }
  return (rateHz === sampleRateHz ? mono : resample(mono, rateHz)).map(({ data }) => data);
}

function resample(frames: readonly AudioFrame[], rateHz: number): readonly AudioFrame[] {
  const resampler = new AudioResampler(rateHz, sampleRateHz);
  try {
    return [...frames.flatMap((frame) => resampler.push(frame)), ...resampler.flush()];
  } finally {
    resampler.close();
  }
}
