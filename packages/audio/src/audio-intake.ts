import { bytesPerSample, sampleRateHz } from './sample-clock.ts';
import { maxWavHeaderBytes, readWavHeader, type WavFormat } from './wav-header.ts';

/** The stream begins with a WAVE header of audio that is not 16-bit mono PCM at 16 kHz. */
export class AudioFormatError extends Error {
  override readonly name = 'AudioFormatError';
  readonly code = 'wav_format_not_served';
  readonly retryable = false;
  /** What the header says; absent when it cannot be read. */
  readonly format: WavFormat | undefined;

  constructor(message: string, format?: WavFormat) {
    super(message);
    this.format = format;
  }
}

const noSamples = new Int16Array(0);
const noBytes = new Uint8Array(0);

/**
 * Turns binary messages of any length into samples: recognises, checks and skips a WAVE header at the
 * start, and joins samples that are split over two messages.
 */
export class AudioIntake {
  #receivedBytes = 0;
  #samples = 0;
  /** Bytes that are no whole header, or no whole sample, yet. */
  #carry: Uint8Array = noBytes;
  #isInHeader = true;

  /** All bytes pushed, header included. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** All samples returned: the position of the stream on the sample clock. */
  get samples(): number {
    return this.#samples;
  }

  /**
   * Takes the bytes of one message.
   *
   * @param bytes - s16 little-endian, any length, any cut. When no byte is left over from before and
   *   they lie at an even offset, the returned samples are a view of them: neither may be changed.
   * @returns the whole samples there are now; possibly none.
   * @throws AudioFormatError when a WAVE header says anything but 16-bit mono PCM at 16 kHz.
   */
  push(bytes: Uint8Array): Int16Array {
    this.#receivedBytes += bytes.length;
    const joined = this.#carry.length === 0 ? bytes : join(this.#carry, bytes);
    const audio = this.#isInHeader ? this.#skipHeader(joined) : joined;
    if (audio === undefined) {
      this.#carry = joined === bytes ? copyOf(joined) : joined;
      return noSamples;
    }
    return this.#takeSamples(audio);
  }

  /**
   * Says that no bytes follow. A lone last byte is half a sample and is dropped; a beginning that was
   * held back because it could have become a WAVE header is audio after all.
   *
   * @returns the samples that were held back; possibly none.
   */
  finish(): Int16Array {
    if (!this.#isInHeader) return noSamples;
    this.#isInHeader = false;
    // Shorter than a header can be: a beginning such as "RI" is two bytes of audio.
    return this.#carry.length < 12 ? this.#takeSamples(this.#carry) : noSamples;
  }

  #skipHeader(bytes: Uint8Array): Uint8Array | undefined {
    const header = readWavHeader(bytes);
    switch (header.type) {
      case 'need_more':
        if (bytes.length > 2 * maxWavHeaderBytes) throw new AudioFormatError('The WAVE header has no end.');
        return undefined;
      case 'none':
        this.#isInHeader = false;
        return bytes;
      case 'broken':
        throw new AudioFormatError(`The stream begins with a WAVE header that cannot be read: ${header.reason}.`);
      case 'header':
        checkFormat(header.format);
        this.#isInHeader = false;
        return bytes.subarray(header.dataOffset);
    }
  }

  #takeSamples(bytes: Uint8Array): Int16Array {
    const count = Math.floor(bytes.length / bytesPerSample);
    const whole = count * bytesPerSample;
    this.#carry = whole === bytes.length ? noBytes : copyOf(bytes.subarray(whole));
    this.#samples += count;
    if (bytes.byteOffset % bytesPerSample === 0) return new Int16Array(bytes.buffer, bytes.byteOffset, count);
    return new Int16Array(copyOf(bytes.subarray(0, whole)).buffer);
  }
}

function checkFormat(format: WavFormat): void {
  const { formatTag, channels, bitsPerSample } = format;
  if (formatTag === 1 && channels === 1 && bitsPerSample === 16 && format.sampleRateHz === sampleRateHz) return;
  const encoding = formatTag === 1 ? `${bitsPerSample}-bit PCM` : `encoding ${formatTag}`;
  throw new AudioFormatError(
    `The WAVE header says ${encoding}, ${format.sampleRateHz} Hz, ${channels} channel${channels === 1 ? '' : 's'}; ` +
      `only 16-bit PCM, ${sampleRateHz} Hz, 1 channel is accepted.`,
    format,
  );
}

/** Not `slice`: that of Node's Buffer, a Uint8Array too, copies nothing. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
