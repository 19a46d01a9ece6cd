import { type CaptionSegment, cuesOf, toSrt, toText, toVtt } from '@steno/captions';
import type { Result } from '@steno/client/browser';
import type { ExportFormat } from './export-formats.ts';

/** A file to be saved. */
export interface ExportedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  txt: 'text/plain;charset=utf-8',
  srt: 'application/x-subrip;charset=utf-8',
  vtt: 'text/vtt;charset=utf-8',
  json: 'application/json',
};

/**
 * Writes a transcript as a file, as the client's `Transcript` does.
 *
 * @param startedAtMs - Unix ms: the name of the file has the day and the time, by the clock of the device.
 */
export function exportTranscript(finals: readonly Result[], format: ExportFormat, startedAtMs: number): ExportedFile {
  return { name: `steno-${stamp(startedAtMs)}.${format}`, mediaType: mediaTypes[format], text: textOf(finals, format) };
}

function textOf(finals: readonly Result[], format: ExportFormat): string {
  switch (format) {
    case 'txt':
      return toText(segmentsOf(finals));
    case 'srt':
      return toSrt(cuesOf(segmentsOf(finals)));
    case 'vtt':
      return toVtt(cuesOf(segmentsOf(finals)));
    case 'json':
      return `${JSON.stringify(finals, undefined, 2)}\n`;
  }
}

function segmentsOf(finals: readonly Result[]): readonly CaptionSegment[] {
  return finals.map(({ startMs, endMs, text, words }) => ({
    startMs,
    endMs,
    text,
    words: words.map((word) => ({ text: word.word, startMs: word.startMs, endMs: word.endMs })),
  }));
}

/** `2026-01-31-0930`. */
function stamp(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}`;
}
