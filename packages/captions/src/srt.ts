import type { Cue } from './cue.ts';
import { timestamp } from './timestamp.ts';

/**
 * Writes cues as SubRip, with LF at line ends, which players read as well as CRLF. SubRip has no escapes: the arrow
 * `-->` in a text becomes `→`, everything else stands as it is.
 *
 * @returns the file's text; empty when there are no cues.
 */
export function toSrt(cues: readonly Cue[]): string {
  return cues
    .map(({ startMs, endMs, lines }, index) => {
      const text = lines.map((line) => line.replaceAll('-->', '→')).join('\n');
      return `${index + 1}\n${timestamp(startMs, ',')} --> ${timestamp(endMs, ',')}\n${text}\n`;
    })
    .join('\n');
}
