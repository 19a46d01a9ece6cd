import * as fc from 'fast-check';
import type { CaptionSegment, CaptionWord } from '../src/index.ts';

/** How fast and from when a text is spoken. */
export interface SpeechOptions {
  /** When its first word begins; default 0. */
  readonly fromMs?: number;
  /** Default 60: about 16 characters a second. */
  readonly msPerCharacter?: number;
}

/** A segment whose words follow each other evenly; each `|` is a pause of half a second, each `#` one of 2 s. */
export function spoken(text: string, { fromMs = 0, msPerCharacter = 60 }: SpeechOptions = {}): CaptionSegment {
  const words: CaptionWord[] = [];
  let nowMs = fromMs;
  for (const part of text.split(' ')) {
    if (part === '|' || part === '#') {
      nowMs += part === '|' ? 500 : 2000;
      continue;
    }
    const endMs = nowMs + part.length * msPerCharacter;
    words.push({ text: part, startMs: nowMs, endMs });
    nowMs = endMs + msPerCharacter;
  }
  return segmentOf(words);
}

/** A segment of some words. */
export function segmentOf(words: readonly CaptionWord[]): CaptionSegment {
  return {
    startMs: words[0]?.startMs ?? 0,
    endMs: words.at(-1)?.endMs ?? 0,
    text: words.map(({ text }) => text).join(' '),
    words,
  };
}

const alphabets = [
  'etaoinshrdlu',
  "a.b,c!?'-",
  '<>&-;',
  'äöüßéñ',
  'קשבתאב',
  'سلامعليكم',
  '天地玄黄宇宙洪荒、。「」',
  'ひらがなカタカナー。',
  'ภาษาไทยกำลัง',
  '한국어말',
];
const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('the', 'and', 'of', 'I', 'said', 'house', 'listening', 'yes.', 'well,') },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(...alphabets)
      .chain((alphabet) =>
        fc
          .array(fc.constantFrom(...Array.from(alphabet)), { minLength: 1, maxLength: 12 })
          .map((letters) => letters.join('')),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '-->',
      '--->>',
      'a\n\nb',
      'two words',
      ' ',
      '',
      '\u0000',
      '1',
      'x'.repeat(100),
      '天'.repeat(60),
    ),
  },
);

interface Timed {
  readonly text: string;
  readonly pauseMs: number;
  readonly lastsMs: number;
}

function timeline(segments: readonly (readonly Timed[])[]): readonly CaptionSegment[] {
  let nowMs = 0;
  return segments.map((words) =>
    segmentOf(
      words.map(({ text, pauseMs, lastsMs }) => {
        const startMs = nowMs + pauseMs;
        nowMs = startMs + lastsMs;
        return { text, startMs, endMs: nowMs };
      }),
    ),
  );
}

/** Any words at any times, with times that go back a little, and segments that do not tell their words' times. */
export const anySegments: fc.Arbitrary<readonly CaptionSegment[]> = fc
  .array(
    fc.array(
      fc.record({
        text: word,
        pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: -300, max: 3000 })),
        lastsMs: fc.oneof(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 12_000 })),
      }),
      { maxLength: 30 },
    ),
    { maxLength: 6 },
  )
  .chain((segments) => {
    const timed = timeline(segments);
    return fc
      .array(fc.boolean(), { minLength: timed.length, maxLength: timed.length })
      .map((bare) => timed.map((segment, index) => (bare[index] === true ? { ...segment, words: [] } : segment)));
  });

/** Words as people speak them: 30 to 120 ms a letter, and at times a pause. */
export const speech: fc.Arbitrary<readonly CaptionSegment[]> = fc
  .array(
    fc.array(
      fc
        .record({
          text: fc.constantFrom(
            'the',
            'and',
            'a',
            'I',
            'he',
            'said',
            'house',
            'walking',
            'understand',
            'yes.',
            'well,',
          ),
          msPerLetter: fc.integer({ min: 30, max: 120 }),
          pauseMs: fc.oneof(
            { weight: 5, arbitrary: fc.constant(40) },
            { weight: 1, arbitrary: fc.integer({ min: 0, max: 4000 }) },
          ),
        })
        .map(({ text, msPerLetter, pauseMs }) => ({ text, pauseMs, lastsMs: 40 + text.length * msPerLetter })),
      { minLength: 1, maxLength: 60 },
    ),
    { maxLength: 8 },
  )
  .map(timeline);
