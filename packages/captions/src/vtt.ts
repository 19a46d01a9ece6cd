import type { Cue } from './cue.ts';
import { timestamp } from './timestamp.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Writes cues as WebVTT (https://www.w3.org/TR/webvtt1/), with LF at line ends. What is markup there is escaped.
 *
 * @returns the file's text; `WEBVTT` and a line end when there are no cues.
 */
export function toVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startMs, endMs, lines }) => {
    const text = lines.map((line) => line.replace(/[&<>]/g, (character) => escapes[character] ?? character)).join('\n');
    return `\n${timestamp(startMs, '.')} --> ${timestamp(endMs, '.')}\n${text}\n`;
  });
  return `WEBVTT\n${blocks.join('')}`;
}
