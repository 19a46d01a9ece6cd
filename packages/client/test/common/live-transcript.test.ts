import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/common/contract.ts';
import { LiveTranscript } from '../../src/common/live-transcript.ts';

const result = (text: string, isFinal: boolean, startMs: number): Result => ({
  segment: 0,
  text,
  isFinal,
  startMs,
  endMs: startMs + 1000,
  language: 'en',
  words: [],
});

describe('a transcript', () => {
  it('has the finals and the partial behind them, without those that are empty', () => {
    const transcript = new LiveTranscript();
    transcript.add(result('One', false, 0));
    transcript.add(result('One.', true, 0));
    transcript.add(result('', true, 1000));
    transcript.add(result('Tw', false, 2000));
    expect(transcript.text).toBe('One. Tw');
    expect(transcript.finals.map(({ text }) => text)).toEqual(['One.']);
    transcript.dropPartial();
    expect(transcript.text).toBe('One.');
  });

  it('is written as text, SubRip, WebVTT and JSON', () => {
    const transcript = new LiveTranscript();
    transcript.add(result('One.', true, 0));
    expect(transcript.toText()).toBe('One.\n');
    expect(transcript.toSrt()).toBe('1\n00:00:00,000 --> 00:00:01,000\nOne.\n');
    expect(transcript.toVtt()).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nOne.\n');
    expect(JSON.parse(transcript.toJson())).toEqual(transcript.finals);
  });

  it('stays in a snapshot as it was', () => {
    const transcript = new LiveTranscript();
    transcript.add(result('One.', true, 0));
    const snapshot = transcript.snapshot();
    transcript.add(result('Two.', true, 1000));
    expect(snapshot.text).toBe('One.');
    expect(transcript.text).toBe('One. Two.');
  });
});
