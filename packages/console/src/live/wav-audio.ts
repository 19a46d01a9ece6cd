import { readWavHeader, maxWavHeaderBytes, Resampler, sampleRateHz, toInt16Sample, type WavFormat } from '@steno/audio';

/** Audio that is read piece by piece, whatever the size of the file. */
export interface SlicedAudio {
  /** Undefined when the file does not tell. */
  readonly durationMs: number | undefined;
  /** 16 kHz mono, in pieces of about a quarter of a second; the file is read as they are asked for. */
  readonly slices: AsyncIterable<Int16Array>;
}

/** What of a file is used. */
export type FilePort = Pick<Blob, 'size' | 'slice'>;

/** Chosen: resampling a quarter of a second from 48 kHz takes some 10 ms, so the page stays quick. */
const sliceMs = 250;
/** How a sample of each encoding becomes -1..1: by format tag (1 integer, 3 floating point) and bits. */
const readers: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  '1/8': (view, at) => (view.getUint8(at) - 128) / 128,
  '1/16': (view, at) => view.getInt16(at, true) / 32_768,
  '1/24': (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608,
  '1/32': (view, at) => view.getInt32(at, true) / 2_147_483_648,
  '3/32': (view, at) => view.getFloat32(at, true),
};

/** How the samples of a file lie. */
interface Layout {
  readonly format: WavFormat;
  readonly from: number;
  readonly to: number;
}

/**
 * Opens a WAVE file: any rate, any number of channels (mixed to one), integers of 8 to 32 bits and floating point of 32.
 *
 * @returns undefined when it is no WAVE file, or of another encoding.
 */
export async function openWav(file: FilePort): Promise<SlicedAudio | undefined> {
  const head = new Uint8Array(await file.slice(0, maxWavHeaderBytes + 8).arrayBuffer());
  const header = readWavHeader(head);
  if (header.type !== 'header' || readerOf(header.format) === undefined) return undefined;
  const { format, dataOffset } = header;
  if (format.channels < 1 || !canResample(format.sampleRateHz)) return undefined;
  // What follows the audio, such as titles, is no audio. A stream that was saved does not know its length.
  const told = new DataView(head.buffer).getUint32(dataOffset - 4, true);
  const isKnown = told > 0 && told < 0xffff_ffff && dataOffset + told <= file.size;
  const layout = { format, from: dataOffset, to: isKnown ? dataOffset + told : file.size };
  const frameBytes = (format.bitsPerSample / 8) * format.channels;
  const durationMs = (Math.floor((layout.to - layout.from) / frameBytes) / format.sampleRateHz) * 1000;
  return { durationMs, slices: slicesOf(file, layout) };
}

/** Opens a file without a header: 16 kHz, mono, 16-bit little-endian. */
export function openPcm(file: FilePort): SlicedAudio {
  const format = { formatTag: 1, channels: 1, sampleRateHz, bitsPerSample: 16 };
  return { durationMs: file.size / 32, slices: slicesOf(file, { format, from: 0, to: file.size }) };
}

/** Cuts decoded audio into pieces, mixed to one channel and brought to 16 kHz. */
export function sliceDecoded(channels: readonly Float32Array[], rateHz: number): SlicedAudio {
  const length = channels[0]?.length ?? 0;
  return { durationMs: (length / rateHz) * 1000, slices: decodedSlices(channels, length, rateHz) };
}

/** Rates without a small common ratio to 16 kHz would need too large a filter. */
function canResample(rateHz: number): boolean {
  try {
    new Resampler({ fromHz: rateHz, toHz: sampleRateHz });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function readerOf({ formatTag, bitsPerSample }: WavFormat): ((view: DataView, at: number) => number) | undefined {
  return readers[`${formatTag}/${bitsPerSample}`];
}

async function* slicesOf(file: FilePort, { format, from, to }: Layout): AsyncGenerator<Int16Array> {
  const read = readerOf(format);
  if (read === undefined) return;
  const { channels, sampleRateHz: rateHz } = format;
  const sampleBytes = format.bitsPerSample / 8;
  const frameBytes = sampleBytes * channels;
  const resampler = new Resampler({ fromHz: rateHz, toHz: sampleRateHz });
  const sliceBytes = Math.max(1, Math.round((rateHz * sliceMs) / 1000)) * frameBytes;
  for (let at = from; at + frameBytes <= to; at += sliceBytes) {
    const view = new DataView(await file.slice(at, Math.min(to, at + sliceBytes)).arrayBuffer());
    const mono = new Float32Array(Math.floor(view.byteLength / frameBytes));
    for (let frame = 0; frame < mono.length; frame += 1) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel += 1)
        sum += read(view, frame * frameBytes + channel * sampleBytes);
      mono[frame] = sum / channels;
    }
    const samples = toSamples(resampler.push(mono));
    if (samples.length > 0) yield samples;
  }
  yield toSamples(resampler.end());
}

// Asynchronous as the other one is.
async function* decodedSlices(
  channels: readonly Float32Array[],
  length: number,
  rateHz: number,
): AsyncGenerator<Int16Array> {
  const resampler = new Resampler({ fromHz: rateHz, toHz: sampleRateHz });
  const sliceSamples = Math.round((rateHz * sliceMs) / 1000);
  for (let at = 0; at < length; at += sliceSamples) {
    const mono = new Float32Array(Math.min(sliceSamples, length - at));
    for (const channel of channels) {
      for (let index = 0; index < mono.length; index += 1) {
        mono[index] = (mono[index] ?? 0) + (channel[at + index] ?? 0) / channels.length;
      }
    }
    yield toSamples(resampler.push(mono));
  }
  yield toSamples(resampler.end());
}

function toSamples(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, toInt16Sample);
}
