/** What the `fmt ` chunk of a RIFF/WAVE header says. */
export interface WavFormat {
  /** 1 is integer PCM; the sub-format's code when the header is WAVE_FORMAT_EXTENSIBLE. */
  readonly formatTag: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
}

/**
 * What the first bytes of a stream are.
 *
 * - `need_more`: too few bytes to tell.
 * - `none`: no WAVE header; all bytes are audio.
 * - `header`: a whole header; audio begins at `dataOffset`.
 * - `broken`: it begins as a WAVE header but is none that can be read.
 */
export type WavHeader =
  | { readonly type: 'need_more' }
  | { readonly type: 'none' }
  | { readonly type: 'header'; readonly format: WavFormat; readonly dataOffset: number }
  | { readonly type: 'broken'; readonly reason: string };

/** The longest header read, in bytes. Chosen: room for text and cue chunks before the audio. */
export const maxWavHeaderBytes = 65_536;

const extensibleTag = 0xfffe;

/**
 * Looks for a RIFF/WAVE header at the start of a stream. Chunk sizes other than those before the
 * audio are not used, so streamed headers with sizes 0 or 0xFFFFFFFF are fine.
 *
 * @param bytes - the stream from its first byte; not kept.
 * Layout after "Multimedia Programming Interface and Data Specifications 1.0" (RIFF, WAVE).
 */
export function readWavHeader(bytes: Uint8Array): WavHeader {
  if (!startsLike(bytes, 0, 'RIFF') || !startsLike(bytes, 8, 'WAVE')) return { type: 'none' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: WavFormat | undefined;
  let offset = 12;
  while (offset + 8 <= bytes.length) {
    const size = view.getUint32(offset + 4, true);
    const body = offset + 8;
    if (startsLike(bytes, offset, 'data')) {
      if (format === undefined) return { type: 'broken', reason: 'its audio comes before its format' };
      return { type: 'header', format, dataOffset: body };
    }
    if (body + size > maxWavHeaderBytes) {
      return { type: 'broken', reason: `its audio does not begin within ${maxWavHeaderBytes} bytes` };
    }
    if (startsLike(bytes, offset, 'fmt ')) {
      if (size < 16) return { type: 'broken', reason: `its format chunk has ${size} bytes` };
      if (body + size > bytes.length) return { type: 'need_more' };
      format = readFormat(view, body, size);
    }
    // Chunks are padded to an even length.
    offset = body + size + (size % 2);
  }
  return { type: 'need_more' };
}

function readFormat(view: DataView, body: number, size: number): WavFormat {
  const tag = view.getUint16(body, true);
  return {
    formatTag: tag === extensibleTag && size >= 26 ? view.getUint16(body + 24, true) : tag,
    channels: view.getUint16(body + 2, true),
    sampleRateHz: view.getUint32(body + 4, true),
    bitsPerSample: view.getUint16(body + 14, true),
  };
}

/** True when the bytes at the offset are that text, or are cut off before they differ from it. */
function startsLike(bytes: Uint8Array, offset: number, text: string): boolean {
  for (let index = 0; index < text.length && offset + index < bytes.length; index += 1) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/**
 * Makes the 44-byte header of a mono 16-bit PCM file.
 *
 * @param sampleRate - Hz, integer.
 * @param samples - how many samples follow, or undefined for a stream whose end is not known (sizes
 *   are 0xFFFFFFFF then, as ffmpeg writes them to a pipe).
 */
export function makeWavHeader(sampleRate: number, samples?: number): Uint8Array {
  const header = new Uint8Array(44);
  const view = new DataView(header.buffer);
  const write = (offset: number, text: string): void => {
    for (let index = 0; index < text.length; index += 1) header[offset + index] = text.charCodeAt(index);
  };
  write(0, 'RIFF');
  view.setUint32(4, samples === undefined ? 0xffffffff : 36 + samples * 2, true);
  write(8, 'WAVE');
  write(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, samples === undefined ? 0xffffffff : samples * 2, true);
  return header;
}
