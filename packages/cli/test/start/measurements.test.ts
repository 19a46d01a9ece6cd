import type { ServerMessage } from '@steno/protocol';
import { describe, expect, it } from 'vitest';
import { Measurements } from '../../src/start/measurements.ts';

function transcript(text: string, isFinal: boolean, endSeconds: number): ServerMessage {
  const result = { text, is_final: isFinal, timestamp: endSeconds, segment: 0, start: 0.2, language: 'en' };
  const words = [{ word: text, start: 0.2, end: endSeconds }];
  return { type: 'transcript', seq: 0, result: isFinal ? { ...result, words } : result };
}

describe('measurements', () => {
  it('count from when the chunk with the sound was sent', () => {
    const measurements = new Measurements();
    // Chunks of 100 ms, each sent when it has been spoken; the audio begins at 5,000 ms of the clock.
    for (let chunk = 1; chunk <= 20; chunk += 1) measurements.sent(chunk * 100, 5_000 + chunk * 100);
    measurements.message({ type: 'speech_start', seq: 0, timestamp: 0.25 }, 5_400);
    measurements.message(transcript('', false, 0.3), 5_500);
    measurements.message(transcript('hello', false, 0.5), 5_800);
    measurements.message(transcript('hello there', true, 1.05), 6_600);
    measurements.message({ type: 'state', seq: 1, state: 'stopped' }, 7_050);
    expect(measurements.result()).toEqual({
      firstTextAfterAudioMs: 700,
      firstTextAfterSpeechMs: 500,
      finalMs: 500,
      stopMs: 50,
      text: 'hello there',
      words: 2,
    });
  });

  it('know nothing of a recording in which nothing was heard', () => {
    const measurements = new Measurements();
    measurements.sent(100, 0);
    expect(measurements.result()).toMatchObject({ firstTextAfterAudioMs: undefined, finalMs: undefined, words: 0 });
  });

  it('take the median of several finals', () => {
    const measurements = new Measurements();
    for (let chunk = 1; chunk <= 30; chunk += 1) measurements.sent(chunk * 100, chunk * 100);
    measurements.message(transcript('a', true, 0.95), 1_100);
    measurements.message(transcript('b', true, 1.95), 2_200);
    measurements.message(transcript('c', true, 2.95), 3_900);
    expect(measurements.result().finalMs).toBe(200);
  });
});
