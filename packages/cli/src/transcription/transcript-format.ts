import { extname } from 'node:path';
import type { TranscriptSnapshot } from '@steno/client/node';
import { CliError } from '../cli-error.ts';

/** What a transcript can be written as: SubRip, WebVTT, lines of text, JSON with times and words. */
export const transcriptFormats = ['srt', 'vtt', 'txt', 'json'] as const;

/** A member of {@link transcriptFormats}. */
export type TranscriptFormat = (typeof transcriptFormats)[number];

/**
 * The format of a transcript file: as asked for, else as the file is called.
 *
 * @throws CliError `usage` for a name that says none.
 */
export function formatOf(file: string | undefined, asked: TranscriptFormat | undefined): TranscriptFormat | undefined {
  if (asked !== undefined || file === undefined) return asked;
  const extension = extname(file).slice(1).toLowerCase();
  const format = transcriptFormats.find((one) => one === extension);
  if (format !== undefined) return format;
  const endings = transcriptFormats.map((one) => `.${one}`).join(', ');
  throw new CliError('usage', `--out is "${file}"; its name must end in ${endings}, or --format must say what it is.`);
}

/** Writes a transcript in a format; ends with a newline unless it is empty. */
export function formatTranscript(transcript: TranscriptSnapshot, format: TranscriptFormat): string {
  const text = textOf(transcript, format);
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function textOf(transcript: TranscriptSnapshot, format: TranscriptFormat): string {
  switch (format) {
    case 'srt':
      return transcript.toSrt();
    case 'vtt':
      return transcript.toVtt();
    case 'txt':
      return transcript.toText();
    case 'json':
      return transcript.toJson();
  }
}
