import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cue, cuesOf, defaultCueRules, toSrt, toVtt } from '../src/index.ts';
import { anySegments, speech } from './speech.ts';
import { readSrt, readVtt } from './subtitle-files.ts';

const { gapMs, maxCueMs, minCueMs, maxCharactersPerSecond } = defaultCueRules;

/** Written again on purpose: marks (and Thai's sara am) count nothing, wide characters as 42 of 16. */
function widthOf(line: string): number {
  return Array.from(line).reduce((sum, character) => {
    if (/[\p{M}\u0E33]/u.test(character)) return sum;
    return sum + (/[\u3000-\u9FFF\uAC00-\uD7A3]/u.test(character) ? 42 / 16 : 1);
  }, 0);
}

const squeezed = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, '');
const linesOf = (cues: readonly Pick<Cue, 'lines'>[]): string => cues.flatMap(({ lines }) => lines).join('');

describe('cues of any segments', () => {
  it('hold every word once and in order', () => {
    fc.assert(
      fc.property(anySegments, (segments) => {
        const said = segments.map(({ text }) => text).join('');
        expect(squeezed(linesOf(cuesOf(segments)))).toBe(squeezed(said));
      }),
      { numRuns: 300 },
    );
  });

  it('keep the limits of lines and times, and never overlap', () => {
    fc.assert(
      fc.property(anySegments, (segments) => {
        let before = -gapMs;
        for (const { startMs, endMs, lines } of cuesOf(segments)) {
          expect(Number.isInteger(startMs) && Number.isInteger(endMs)).toBe(true);
          expect(startMs - before).toBeGreaterThanOrEqual(gapMs);
          expect(endMs - startMs).toBeGreaterThanOrEqual(minCueMs);
          expect(endMs - startMs).toBeLessThanOrEqual(maxCueMs);
          expect([1, 2]).toContain(lines.length);
          for (const line of lines) {
            expect(line).toBe(line.trim());
            expect(line).not.toBe('');
            expect(widthOf(line)).toBeLessThanOrEqual(42);
          }
          before = endMs;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are read from both files as they are', () => {
    fc.assert(
      fc.property(anySegments, (segments) => {
        const cues = cuesOf(segments);
        expect(readVtt(toVtt(cues))).toEqual(cues);
        const withoutArrows = cues.map((cue) => ({
          ...cue,
          lines: cue.lines.map((line) => line.replaceAll('-->', '→')),
        }));
        expect(readSrt(toSrt(cues))).toEqual(withoutArrows);
      }),
      { numRuns: 200 },
    );
  });
});

describe('cues of speech', () => {
  it('begin with their first words and stay for their last ones, up to the gap before the next', () => {
    fc.assert(
      fc.property(speech, (segments) => {
        const words = segments.flatMap((segment) => segment.words);
        const cues = cuesOf(segments);
        cues.forEach((cue, index) => {
          const own = words.splice(0, cue.lines.join(' ').split(' ').length);
          expect(cue.startMs).toBe(own[0]?.startMs);
          const next = cues[index + 1]?.startMs ?? Infinity;
          expect(cue.endMs).toBeGreaterThanOrEqual(Math.min(own.at(-1)?.endMs ?? 0, next - gapMs));
        });
        expect(words).toHaveLength(0);
      }),
      { numRuns: 300 },
    );
  });

  it('can be read at the given speed wherever the next cue or the longest time leaves room for it', () => {
    fc.assert(
      fc.property(speech, (segments) => {
        const cues = cuesOf(segments);
        cues.forEach(({ startMs, endMs, lines }, index) => {
          const neededMs = (lines.join(' ').length * 1000) / maxCharactersPerSecond;
          const roomMs = Math.min(maxCueMs, (cues[index + 1]?.startMs ?? Infinity) - gapMs - startMs);
          expect(endMs - startMs).toBeGreaterThanOrEqual(Math.floor(Math.min(neededMs, roomMs)));
        });
      }),
      { numRuns: 300 },
    );
  });

  it('never hold a pause longer than a second and a half', () => {
    fc.assert(
      fc.property(speech, (segments) => {
        const words = segments.flatMap((segment) => segment.words);
        for (const cue of cuesOf(segments)) {
          const own = words.splice(0, cue.lines.join(' ').split(' ').length);
          own.slice(1).forEach((word, index) => {
            expect(word.startMs - (own[index]?.endMs ?? 0)).toBeLessThanOrEqual(1500);
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});
