import { describe, expect, it } from 'vitest';
import { defaultMediaType, parseAudioMediaType } from '../src/media-type.ts';
import { errorOf } from './upgrade-request.ts';

describe('parseAudioMediaType', () => {
  it.each([
    defaultMediaType,
    'audio/L16',
    'AUDIO/l16; RATE=16000',
    'audio/L16; rate="16000"; channels=1',
    'audio/L16;rate=16000;endianness=little-endian',
    'audio/L16;rate=16000;',
    'audio/L16 ; rate = 16000 ; note=whatever',
  ])('takes %s', (text) => {
    expect(parseAudioMediaType(text)).toEqual({ encoding: 'pcm_s16le', sampleRateHz: 16_000, channels: 1 });
  });

  it.each([
    ['audio/mpeg', 'audio/mpeg'],
    ['audio/L16;rate=8000', '8000'],
    ['audio/L16;rate=16000;channels=2', '2'],
    ['audio/L16;endianness=big-endian', 'big-endian'],
    ['audio/L16;rate', 'rate'],
    ['application/json', 'application/json'],
    ['', ''],
  ])('refuses "%s", saying what was sent and what is accepted', (text, seen) => {
    const error = errorOf(() => parseAudioMediaType(text));
    expect(error).toMatchObject({
      code: 'unsupported_media_type',
      details: { sent: text, accepted: [defaultMediaType] },
    });
    expect(String(error)).toContain(seen);
    expect(String(error)).toContain(defaultMediaType);
  });

  it('does not send a long type back whole', () => {
    expect(String(errorOf(() => parseAudioMediaType(`audio/${'x'.repeat(5000)}`))).length).toBeLessThan(500);
  });
});
