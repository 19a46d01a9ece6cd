import type { CaptionSegment } from './caption-segment.ts';

/**
 * Writes finals as plain text: one line for each segment with words, LF after each.
 *
 * @returns empty when nothing was said.
 */
export function toText(segments: readonly CaptionSegment[]): string {
  return segments
    .map(({ text }) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim())
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}
