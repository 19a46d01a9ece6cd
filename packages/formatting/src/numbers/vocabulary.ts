const table = (list: string, first: number, step = 1): ReadonlyMap<string, number> =>
  new Map(list.split(' ').map((word, index) => [word, first + index * step]));

/** Splits a list of words into a set. */
export const wordSet = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** one .. nine. */
export const units: ReadonlyMap<string, number> = table('one two three four five six seven eight nine', 1);
/** ten .. nineteen. */
export const teens: ReadonlyMap<string, number> = table(
  'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  10,
);
/** twenty .. ninety. */
export const tens: ReadonlyMap<string, number> = table('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10);
/** thousand and above; "hundred" has a grammar of its own. */
export const scales: ReadonlyMap<string, number> = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
]);
/** Single digits as they are said in a row; "oh" is zero only there. */
export const digits: ReadonlyMap<string, number> = new Map([...units, ['zero', 0], ['oh', 0], ['o', 0]]);
/** first .. ninth. */
export const ordinalUnits: ReadonlyMap<string, number> = table(
  'first second third fourth fifth sixth seventh eighth ninth',
  1,
);
/** first .. nineteenth, twentieth .. ninetieth. */
export const ordinals: ReadonlyMap<string, number> = new Map([
  ...ordinalUnits,
  ...table('tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth', 10),
  ...table('twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth', 20, 10),
]);
/** hundredth and above. */
export const scaleOrdinals: ReadonlyMap<string, number> = new Map([
  ['hundredth', 100],
  ['thousandth', 1e3],
  ['millionth', 1e6],
  ['billionth', 1e9],
]);
/** twenties .. nineties. */
export const decades: ReadonlyMap<string, number> = table(
  'twenties thirties forties fifties sixties seventies eighties nineties',
  20,
  10,
);
/** Months in lower case, with what they mean beside. */
export const months: ReadonlySet<string> = wordSet(
  'january february march april may june july august september october november december',
);

const spoken: ReadonlySet<string> = new Set([
  ...[units, teens, tens, scales, ordinals, scaleOrdinals, decades].flatMap((words) => [...words.keys()]),
  ...['hundred', 'and', 'thirds', 'quarters', 'quarter', 'half', 'fourths', 'fifths', 'sixths', 'sevenths'],
  ...['eighths', 'ninths', 'tenths'],
]);

/** Tells whether a word can be a part of a number with hyphens: "twenty-three", "two-thirds". */
export function isNumberPart(word: string): boolean {
  return spoken.has(word);
}

/** Tells whether a word is a number of two or more, or stands in one: unlike "one" it is nothing else. */
export function isStrongNumber(word: string): boolean {
  return word !== 'one' && (units.has(word) || teens.has(word) || tens.has(word));
}
