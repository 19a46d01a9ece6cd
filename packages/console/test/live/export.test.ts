import { describe, expect, it } from 'vitest';
import { exportTranscript } from '../../src/live/export.ts';
import { exportFormats } from '../../src/live/export-formats.ts';
import { final } from '../results.ts';

const finals = [final(0, 'Hello <b>world</b> & all.'), final(1, 'Bye.')];
const startedAtMs = new Date(2026, 0, 31, 9, 5).getTime();
const textOf = (format: (typeof exportFormats)[number]): string => exportTranscript(finals, format, startedAtMs).text;

describe('exportTranscript', () => {
  it('names files by the moment the session began', () => {
    const names = exportFormats.map((format) => exportTranscript([], format, startedAtMs).name);
    expect(names).toEqual(['txt', 'srt', 'vtt', 'json'].map((end) => `steno-2026-01-31-0905.${end}`));
  });

  it('writes text, subtitles and JSON', () => {
    expect(textOf('txt')).toBe('Hello <b>world</b> & all.\nBye.\n');
    expect(textOf('srt')).toContain('00:00:00,000 --> ');
    expect(textOf('vtt')).toMatch(/^WEBVTT\n/u);
    expect(JSON.parse(textOf('json'))).toEqual(finals);
  });

  it('leaves no markup in WebVTT', () => {
    expect(textOf('vtt')).toContain('Hello &lt;b&gt;world&lt;/b&gt; &amp; all.');
  });
});
