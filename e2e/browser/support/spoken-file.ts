import { makeWavHeader } from '@steno/audio';
import { joinSamples, silence, tone } from '@steno/testkit';

/** A file as a browser is given it. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/**
 * A WAVE file of 16 kHz in which a scripted recognizer hears three words in each sentence, which takes 2.3 s with the
 * pause behind it.
 */
export function spokenFile(sentences: number, name = 'talk.wav'): ChosenFile {
  const samples = joinSamples(...Array.from({ length: sentences }, () => [tone(1600), silence(700)]).flat());
  const audio = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return { name, mimeType: 'audio/wav', buffer: Buffer.concat([makeWavHeader(16_000, samples.length), audio]) };
}
