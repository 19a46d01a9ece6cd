import { describe, expect, it } from 'vitest';
import { cuesOf } from '../src/index.ts';
import { segmentOf, spoken } from './speech.ts';

const linesOf = (text: string): readonly (readonly string[])[] => cuesOf([spoken(text)]).map(({ lines }) => lines);

describe('a cue', () => {
  it('has one line when its text fits into one', () => {
    expect(linesOf("There's iron they say in all our blood")).toEqual([["There's iron they say in all our blood"]]);
  });

  it('breaks after a sentence, and never between an article and its noun', () => {
    expect(linesOf('In the end, the whole of the house was as silent as before')).toEqual([
      ['In the end, the whole', 'of the house was as silent as before'],
    ]);
    expect(linesOf('He had come back at last. Nobody in the house said a word')).toEqual([
      ['He had come back at last.', 'Nobody in the house said a word'],
    ]);
  });

  it('breaks before a conjunction or a preposition, not after it', () => {
    expect(linesOf('A grain or two perhaps is good but his he makes me feel')).toEqual([
      ['A grain or two perhaps is good', 'but his he makes me feel'],
    ]);
    expect(linesOf('Margaret said as he returned from showing his guest out')).toEqual([
      ['Margaret said as he returned', 'from showing his guest out'],
    ]);
  });

  it('ends where a speaker pauses', () => {
    const before = 'Big old houses stood empty every winter';
    const after = 'many people walked slowly past their garden gates looking sad';
    expect(linesOf(`${before} | ${after}`)[0]?.join(' ')).toBe(before);
    expect(linesOf(`${before} ${after}`)[0]?.join(' ')).not.toBe(before);
  });

  it('ends at a long pause, however short it is', () => {
    const cues = cuesOf([spoken('Yes # no')]);
    expect(cues).toEqual([
      { startMs: 0, endMs: 834, lines: ['Yes'] },
      { startMs: 2240, endMs: 3074, lines: ['no'] },
    ]);
  });

  it('stays in the silence after it until it can be read', () => {
    const [cue] = cuesOf([spoken('quickly said and slowly read by everyone', { msPerCharacter: 20 })]);
    expect(cue).toMatchObject({ startMs: 0, endMs: Math.ceil((40 * 1000) / 17) });
  });

  it('stays until the gap before the next one when little would part them', () => {
    const cues = cuesOf([
      spoken('One thing at a time is enough for everyone here'),
      spoken('And this is another one', { fromMs: 3300 }),
    ]);
    expect(cues.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 3220],
      [3300, 4680],
    ]);
  });

  it('holds two short segments on two lines when the first has no time of its own', () => {
    const cues = cuesOf([spoken('Yes'), spoken('That is what I meant', { fromMs: 400 })]);
    expect(cues).toMatchObject([{ startMs: 0, lines: ['Yes', 'That is what I meant'] }]);
  });

  it('lasts no longer than 7 s, however long its word is said to last', () => {
    const cues = cuesOf([segmentOf([{ text: 'word', startMs: 1000, endMs: 60_000 }])]);
    expect(cues).toEqual([{ startMs: 1000, endMs: 8000, lines: ['word'] }]);
  });

  it('cuts a word that is longer than a line, and no other', () => {
    const long = 'x'.repeat(50);
    expect(linesOf(`see ${long}`).flat().join('').replaceAll(' ', '')).toBe(`see${long}`);
    expect(linesOf('incomprehensibilities counterrevolutionaries').flat()).toEqual([
      'incomprehensibilities',
      'counterrevolutionaries',
    ]);
  });
});

describe('cues of segments without word times', () => {
  it('share the time in proportion to their text', () => {
    const text = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen';
    const cues = cuesOf([{ startMs: 10_000, endMs: 20_000, text, words: [] }]);
    expect(cues.flatMap(({ lines }) => lines).join(' ')).toBe(text);
    expect(cues.length).toBeGreaterThan(1);
    expect(cues[0]?.startMs).toBe(10_000);
    expect(cues[1]?.startMs).toBeGreaterThan(13_000);
    expect(cues[1]?.startMs).toBeLessThan(17_000);
    expect(cues.at(-1)?.endMs).toBe(20_000);
  });
});

describe('scripts without spaces', () => {
  it('have 16 Chinese characters in a line, none that begins with a mark', () => {
    const text = '我们今天在这里讨论人工智能的未来，它会改变我们的生活和工作方式。';
    const cues = cuesOf([{ startMs: 0, endMs: 8000, text, words: [] }]);
    const lines = cues.flatMap((cue) => cue.lines);
    expect(lines.join('')).toBe(text);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(Array.from(line).length).toBeLessThanOrEqual(16);
      expect(line).not.toMatch(/^[，。]/u);
    }
    expect(lines[0]).toBe('我们今天在这里讨论');
  });

  it('are joined without spaces when an engine tells single characters', () => {
    const words = Array.from('今日は天気がいい').map((text, index) => ({
      text,
      startMs: index * 200,
      endMs: index * 200 + 150,
    }));
    expect(cuesOf([segmentOf(words)])).toMatchObject([{ lines: ['今日は天気がいい'] }]);
  });

  it('keep a letter and its marks together', () => {
    const text = 'ที่นี่มีคนเยอะมากและเสียงดังมากจนฟังไม่รู้เรื่องเลยวันนี้';
    const lines = cuesOf([{ startMs: 0, endMs: 5000, text, words: [] }]).flatMap((cue) => cue.lines);
    expect(lines.join('')).toBe(text);
    for (const line of lines) expect(line).not.toMatch(/^\p{M}/u);
  });
});

describe('cuesOf', () => {
  it('gives none when nothing was said', () => {
    expect(cuesOf([])).toEqual([]);
    expect(cuesOf([{ startMs: 0, endMs: 100, text: ' \n ', words: [] }])).toEqual([]);
  });

  it('keeps the order of letters of right-to-left text, and adds no marks', () => {
    expect(linesOf('שלום לכולם')).toEqual([['שלום לכולם']]);
  });

  it('never goes back in time when words do', () => {
    const cues = cuesOf([spoken('one two', { fromMs: 5000 }), spoken('three four', { fromMs: 100 })]);
    expect(cues[0]?.startMs).toBe(5000);
    expect(cues.flatMap(({ lines }) => lines)).toEqual(['one two', 'three four']);
  });

  it('obeys other limits', () => {
    const cues = cuesOf([spoken('one two three four five six')], { maxLineCharacters: 10 });
    for (const line of cues.flatMap(({ lines }) => lines)) expect(line.length).toBeLessThanOrEqual(10);
  });

  it.each([
    { maxLineCharacters: 9 },
    { maxCharactersPerSecond: 0 },
    { minCueMs: 0 },
    { minCueMs: 8000 },
    { maxCueMs: Infinity },
    { gapMs: -1 },
    { pauseMs: Number.NaN },
  ])('throws RangeError for %j', (rules) => {
    expect(() => cuesOf([], rules)).toThrow(RangeError);
  });

  it('throws RangeError for a time that is not finite', () => {
    expect(() => cuesOf([{ startMs: 0, endMs: Infinity, text: 'a', words: [] }])).toThrow(RangeError);
  });
});
