/** The place between two pieces of text. */
export interface BreakPlace {
  /** Absent at the beginning of everything. */
  readonly before: { readonly text: string; readonly endMs: number } | undefined;
  readonly after: { readonly text: string; readonly startMs: number; readonly isSegmentStart: boolean };
  /** True when the place is inside a word. */
  readonly isInsideWord: boolean;
}

const listOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const conjunctions =
  'after although and as because before but if nor or since so than that though unless until when where ' +
  'whereas whether which while who whom whose why';
const prepositions =
  'about above across against along among around at behind below beneath beside between beyond by despite down during ' +
  'except for from in inside into near of off on onto out over past through to toward towards under up upon with ' +
  'within without';

/** A break before these is a good one. English only; elsewhere punctuation, pauses and balance decide. */
const links = listOf(`${conjunctions} ${prepositions}`);

/** A break after these parts what belongs together: article and noun, pronoun and verb, auxiliary and verb. */
const bound = listOf(
  `${conjunctions} ${prepositions} a an the all any some such my your his her its our their this these those every each no not very too ` +
    "i you he she it we they i'm i've i'll i'd it's that's he's she's we're you're they're there's " +
    'am is are was were be been have has had do does did will would shall should can could may might must ' +
    "don't doesn't didn't won't wouldn't can't couldn't isn't wasn't mister missus mr mrs ms miss dr doctor",
);

const sentenceEnd = /[.?!…。？！।؟]["'”’»)\]」』]{0,3}$/u;
const clauseEnd = /[,;:—–、，；：،؛]["'”’»)\]」』]{0,3}$/u;
/** A pause of this length makes a place twice as good, a longer one much better; the usual gaps count little. Chosen. */
const pauseUnitMs = 250;

/** True when a piece of text ends a sentence. */
export function endsSentence(text: string): boolean {
  return sentenceEnd.test(text);
}

/**
 * What a break at a place costs: 0 after a sentence, more the closer the words belong together. The order of places is
 * that of Netflix's Timed Text Style Guide ("Line Treatment"): after punctuation, before a conjunction or preposition,
 * never between article and noun or pronoun and verb. The weights are chosen.
 */
export function breakCost({ before, after, isInsideWord }: BreakPlace): number {
  if (before === undefined || after.isSegmentStart || sentenceEnd.test(before.text)) return 0;
  if (isInsideWord) return 5;
  const pauseMs = Math.max(0, after.startMs - before.endMs);
  return costOfWords(before.text, after.text) / (1 + (pauseMs / pauseUnitMs) ** 2);
}

function costOfWords(before: string, after: string): number {
  if (clauseEnd.test(before)) return 0.4;
  if (bound.has(bare(before))) return 3.5;
  return links.has(bare(after)) ? 0.8 : 1.6;
}

function bare(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/^[^\p{L}]+/u, '');
}
