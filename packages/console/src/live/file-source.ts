import { mediaStreamInput } from '@steno/client/browser';
import { FileError, type LiveSource } from './live-source.ts';
import { type Pace, paced, pageClock } from './pace.ts';
import { sourceOf } from './stream-source.ts';
import { openPcm, openWav, type SlicedAudio, sliceDecoded } from './wav-audio.ts';

/** Compressed audio that is decoded at once, in ms and bytes. Chosen: ten minutes take some 230 MB while they are decoded. */
const maxDecodedMs = 600_000;
const maxDecodedBytes = 64 * 1024 * 1024;
/** What decoded audio is asked for in; the client's resampler brings it to 16 kHz. */
const decodedRateHz = 48_000;
/** Chosen: a slow disk. */
const metadataTimeoutMs = 15_000;

/**
 * How a file is read.
 * - `sliced`: piece by piece, at any pace.
 * - `decoded`: by the browser at once, at any pace.
 * - `played`: by the browser while it plays, so at the pace at which it was spoken only: compressed and too long to be
 *   decoded at once.
 */
export interface InspectedFile {
  readonly file: File;
  readonly how: 'sliced' | 'decoded' | 'played';
  /** Undefined when the file does not tell. */
  readonly durationMs: number | undefined;
}

/**
 * Looks at a file without reading all of it.
 *
 * @throws FileError (as a rejection) when it holds no audio that this browser can read.
 */
export async function inspectFile(file: File): Promise<InspectedFile> {
  if (file.size === 0) throw new FileError('empty');
  const sliced = await slicesOf(file);
  if (sliced !== undefined) {
    if (sliced.durationMs === 0) throw new FileError('empty');
    return { file, how: 'sliced', durationMs: sliced.durationMs };
  }
  const durationMs = await playedDuration(file);
  const isShort = durationMs !== undefined && durationMs <= maxDecodedMs && file.size <= maxDecodedBytes;
  return { file, how: isShort ? 'decoded' : 'played', durationMs };
}

/**
 * Opens a file that was looked at. Its pieces wait for the reader, so that no more of it is in memory than is being sent.
 *
 * @throws FileError or AudioInputError (as a rejection).
 */
export async function openFile(
  { file, how, durationMs }: InspectedFile,
  { pace, signal }: { readonly pace: Pace; readonly signal: AbortSignal },
): Promise<LiveSource> {
  if (how === 'played') return playedSource(file, durationMs, signal);
  const audio = how === 'sliced' ? await slicesOf(file) : await decode(file);
  if (audio === undefined) throw new FileError('unreadable');
  const lifetime = new AbortController();
  const close = (): void => {
    lifetime.abort();
  };
  signal.addEventListener('abort', close, { once: true });
  return {
    kind: 'file',
    name: file.name,
    durationMs: audio.durationMs ?? durationMs,
    pieces: paced(audio.slices, { pace, clock: pageClock, signal: lifetime.signal }),
    onNotice: () => undefined,
    close: async () => {
      close();
    },
  };
}

async function slicesOf(file: File): Promise<SlicedAudio | undefined> {
  if (/\.(?:pcm|raw|s16le?)$/iu.test(file.name)) return openPcm(file);
  try {
    return await openWav(file);
  } catch (cause) {
    // The file is gone, or a folder.
    throw new FileError('unreadable', cause);
  }
}

async function decode(file: File): Promise<SlicedAudio> {
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch (cause) {
    throw new FileError('unreadable', cause);
  }
  try {
    const buffer = await new OfflineAudioContext(1, 1, decodedRateHz).decodeAudioData(bytes);
    const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel));
    return sliceDecoded(channels, buffer.sampleRate);
  } catch (cause) {
    throw new FileError('no_audio', cause);
  }
}

/** How long the browser says that the file plays; undefined when it does not know. */
async function playedDuration(file: File): Promise<number | undefined> {
  const { element, release } = elementOf(file);
  try {
    await eventOf(element, 'loadedmetadata');
    return Number.isFinite(element.duration) ? element.duration * 1000 : undefined;
  } finally {
    release();
  }
}

/** Plays the file into the session, unheard. */
async function playedSource(file: File, durationMs: number | undefined, signal: AbortSignal): Promise<LiveSource> {
  const { element, release } = elementOf(file);
  const context = new AudioContext();
  const end = (): void => {
    release();
    void context.close();
  };
  try {
    await eventOf(element, 'loadedmetadata');
    const destination = context.createMediaStreamDestination();
    context.createMediaElementSource(element).connect(destination);
    const input = await mediaStreamInput(destination.stream, { signal });
    element.addEventListener('ended', () => void input.close(), { once: true });
    element.addEventListener('error', () => void input.close(), { once: true });
    await element.play();
    const source = sourceOf('file', input, end);
    return { ...source, name: file.name, durationMs };
  } catch (error) {
    end();
    throw error;
  }
}

function elementOf(file: File): { readonly element: HTMLAudioElement; readonly release: () => void } {
  const element = new Audio();
  const url = URL.createObjectURL(file);
  element.preload = 'metadata';
  element.src = url;
  const release = (): void => {
    element.pause();
    element.removeAttribute('src');
    element.load();
    URL.revokeObjectURL(url);
  };
  return { element, release };
}

/** Resolves at the event; rejects when the element cannot play the file. */
async function eventOf(element: HTMLAudioElement, name: 'loadedmetadata'): Promise<void> {
  const lifetime = new AbortController();
  const { signal } = lifetime;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => {
        reject(new FileError('no_audio', element.error));
      };
      timer = setTimeout(fail, metadataTimeoutMs);
      element.addEventListener(
        name,
        () => {
          resolve();
        },
        { signal },
      );
      element.addEventListener('error', fail, { signal });
    });
  } finally {
    clearTimeout(timer);
    lifetime.abort();
  }
}
