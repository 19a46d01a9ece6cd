import { describe, expect, it } from 'vitest';
import { similarNames } from '../../src/config/similar-names.ts';

const names = [
  'kroko-de',
  'kroko-en',
  'moonshine-tiny-en',
  'whisper-tiny',
  'whisper-tiny.en',
  'zipformer-ru-vosk-small',
];

describe('similarNames', () => {
  it.each([
    ['kroko-ed', ['kroko-de', 'kroko-en']],
    ['Whisper-Tiny', ['whisper-tiny', 'whisper-tiny.en']],
    ['moonshin-tiny-en', ['moonshine-tiny-en']],
    ['zipformer-ru', ['zipformer-ru-vosk-small']],
    ['tiny', ['whisper-tiny', 'whisper-tiny.en', 'moonshine-tiny-en']],
    ['parakeet', []],
    ['', []],
  ])('finds for "%s" the names %j', (wanted, expected) => {
    expect(similarNames(wanted, names)).toEqual(expected);
  });
});
