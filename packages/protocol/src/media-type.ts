import { WireError } from './wire-error.ts';

/** The media type assumed when a client names none. */
export const defaultMediaType = 'audio/L16;rate=16000';

/** The audio encodings the server takes. */
export interface AudioEncoding {
  /** 16-bit linear PCM, little-endian: what the API means by L16, although RFC 2586 says big-endian. */
  readonly encoding: 'pcm_s16le';
  readonly sampleRateHz: 16_000;
  readonly channels: 1;
}

const accepted: AudioEncoding = { encoding: 'pcm_s16le', sampleRateHz: 16_000, channels: 1 };

/**
 * Reads a `Content-Type` of audio.
 *
 * @param text - a media type as in RFC 9110, names in any case, for example `audio/L16; rate=16000`.
 *   `rate` defaults to 16000, `channels` to 1, `endianness` to `little-endian`.
 * @throws WireError `unsupported_media_type`, saying what was sent and what is accepted.
 */
export function parseAudioMediaType(text: string): AudioEncoding {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  if (type.toLowerCase() !== 'audio/l16') throw refuse(text, `the type is "${shorten(type)}"`);
  for (const parameter of parameters) {
    if (parameter === '') continue;
    const [name = '', quoted = ''] = parameter.split('=', 2).map((part) => part.trim());
    const value = quoted.replace(/^"(.*)"$/, '$1').toLowerCase();
    const allowed = allowedValues[name.toLowerCase()];
    if (allowed !== undefined && value !== allowed) {
      throw refuse(text, `${name.toLowerCase()} is "${shorten(value)}", not "${allowed}"`);
    }
  }
  return accepted;
}

const allowedValues: Readonly<Record<string, string>> = {
  rate: '16000',
  channels: '1',
  endianness: 'little-endian',
};

function refuse(text: string, why: string): WireError {
  return new WireError(
    'unsupported_media_type',
    `Content-Type "${shorten(text)}" is not accepted: ${why}. Send 16-bit little-endian mono PCM at 16 kHz as ${defaultMediaType}.`,
    { sent: shorten(text), accepted: [defaultMediaType] },
  );
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
