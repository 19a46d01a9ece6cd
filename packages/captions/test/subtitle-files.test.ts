import { describe, expect, it } from 'vitest';
import { toSrt, toText, toVtt } from '../src/index.ts';

const cue = { startMs: 1500, endMs: 4000, lines: ['Fish & chips', 'a < b --> c'] };

describe('toSrt', () => {
  it('writes number, times and lines, and an arrow that no reader takes for times', () => {
    expect(toSrt([cue, { startMs: 5000, endMs: 6000, lines: ['End'] }])).toBe(
      '1\n00:00:01,500 --> 00:00:04,000\nFish & chips\na < b → c\n\n2\n00:00:05,000 --> 00:00:06,000\nEnd\n',
    );
  });

  it('is empty without cues', () => {
    expect(toSrt([])).toBe('');
  });

  it('writes more than 99 hours', () => {
    expect(toSrt([{ startMs: 360_000_000, endMs: 3_600_001_001, lines: ['Late'] }])).toContain(
      '100:00:00,000 --> 1000:00:01,001',
    );
  });
});

describe('toVtt', () => {
  it('escapes what is markup', () => {
    expect(toVtt([cue])).toBe('WEBVTT\n\n00:00:01.500 --> 00:00:04.000\nFish &amp; chips\na &lt; b --&gt; c\n');
  });

  it('has a head without cues', () => {
    expect(toVtt([])).toBe('WEBVTT\n');
  });
});

describe('toText', () => {
  it('writes a line for each segment with text', () => {
    const times = { startMs: 0, endMs: 1, words: [] };
    expect(
      toText([
        { ...times, text: 'One' },
        { ...times, text: ' ' },
        { ...times, text: 'Two\nlines ' },
      ]),
    ).toBe('One\nTwo lines\n');
    expect(toText([])).toBe('');
  });
});
