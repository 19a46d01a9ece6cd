import { type AudioInputError, type LiveAudioInput, mediaStreamInput, microphone } from '@steno/client/browser';
import type { SourceKind } from '../store/stored-session.ts';
import type { LiveSource, SourceNotice } from './live-source.ts';

/** How a device or a tab is opened. */
export interface StreamSourceOptions {
  /** Of a microphone; default: the default one of the browser. */
  readonly deviceId?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens a microphone; the browser asks the user.
 *
 * @throws AudioInputError (as a rejection).
 */
export async function openMicrophone({ deviceId, signal }: StreamSourceOptions): Promise<LiveSource> {
  const input = await microphone({ signal, ...(deviceId === undefined || deviceId === '' ? {} : { deviceId }) });
  return sourceOf('microphone', input);
}

/**
 * Opens the sound of a tab, a window or the screen, which the browser lets the user choose.
 *
 * @throws AudioInputError (as a rejection), or the DOMException of a refusal.
 */
export async function openTab({ signal }: StreamSourceOptions): Promise<LiveSource> {
  // Video has to be asked for, and nobody looks at it.
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: true });
  const end = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  try {
    for (const track of stream.getVideoTracks()) track.enabled = false;
    return sourceOf('tab', await mediaStreamInput(stream, { signal }), end);
  } catch (error) {
    end();
    throw error;
  }
}

/**
 * Makes a source of an input of the client.
 *
 * @param onClose - called once it is closed.
 */
export function sourceOf(kind: SourceKind, input: LiveAudioInput, onClose: () => void = () => undefined): LiveSource {
  const source = {
    kind,
    name: input.device.label,
    durationMs: undefined,
    pieces: samplesOf(input.readable),
    onNotice: (_notice: SourceNotice): void => undefined,
    close: async () => {
      await input.close();
      onClose();
    },
  };
  const tell = (notice: SourceNotice): void => {
    source.onNotice(notice);
  };
  input.on('deviceLost', ({ label }) => {
    tell({ type: 'device_lost', name: label });
  });
  input.on('deviceChanged', ({ label }) => {
    tell({ type: 'device_changed', name: label });
  });
  for (const type of ['muted', 'unmuted', 'suspended'] as const) {
    input.on(type, () => {
      tell({ type });
    });
  }
  input.on('dropped', ({ totalMs }) => {
    tell({ type: 'dropped', ms: totalMs });
  });
  return source;
}

async function* samplesOf(readable: ReadableStream<Uint8Array>): AsyncGenerator<Int16Array> {
  const reader = readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    // Chunks of an input are whole samples; a copy where they do not lie at an even place.
    const bytes = value.byteOffset % 2 === 0 ? value : value.slice();
    yield new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1);
  }
}

/** True for what the client's inputs reject with. */
export function isAudioInputError(error: unknown): error is AudioInputError {
  return error instanceof Error && error.name === 'AudioInputError' && 'code' in error;
}
