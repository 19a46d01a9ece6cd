const wordsOf = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const pronouns = wordsOf(
  'i you he she it we they there this that these those anyone anybody anything everyone everybody ' +
    'someone somebody nobody',
);
const determiners = wordsOf('the my your his her our their');
/** Said before a sentence without being part of it. */
const leadIns = wordsOf('and but well okay ok oh hey hi hello um uh er sorry please');
/** The same, but with an inversion after them they make statements: "so do I", "now is the time". */
const leadInsOfWhWords = wordsOf('so now then yes yeah no right');

const be = wordsOf("is are was were isn't aren't wasn't weren't");
/** Auxiliaries that stand before their subject in a question only. */
const auxiliaries = wordsOf(
  "is are was did does can could will would has isn't aren't wasn't weren't don't doesn't didn't can't couldn't " +
    "won't wouldn't shouldn't haven't hasn't hadn't",
);
/** Those that also begin orders, wishes and conditions, with the subjects after which they ask. */
const narrowAuxiliaries: Readonly<Record<string, ReadonlySet<string>>> = {
  am: wordsOf('i'),
  do: wordsOf('you we they i these those'),
  have: wordsOf('you we they i these those'),
  were: wordsOf('you we they there these those'),
  shall: wordsOf('i we'),
  should: wordsOf('i we'),
  may: wordsOf('i we'),
  might: wordsOf('i we'),
  must: wordsOf('i you we they'),
};
const inversion = wordsOf(
  "is are was were am do does did have has had can could will would shall should may might must isn't aren't wasn't " +
    "weren't don't doesn't didn't haven't hasn't hadn't can't couldn't won't wouldn't shouldn't",
);
/** Before a tag these make a statement of it: "so do I", "more than do we". */
const noTagAfter = wordsOf(
  'so neither nor as than only never rarely seldom little and but what who how where when why',
);
const negations = wordsOf('not never no nothing nobody none hardly cannot');
/** What stands between a question word and its inversion: "what time is it", "how many of them are there". */
const whatNouns = wordsOf('time day date year kind sort type color colour size age number percent part language else');
const howDegrees = wordsOf(
  'many much long far often old tall big small late early soon fast high deep wide heavy hot cold likely well good bad hard',
);
const tagSubjects = wordsOf('i you he she it we they there');

/** "Don't you dare." */
const orderedNotTo = wordsOf('dare worry forget ever even you');
const perfects = wordsOf('had have has');

const isArticle = (word: string): boolean => word === 'a' || word === 'an';
const isSubject = (word: string): boolean => pronouns.has(word) || determiners.has(word);

/**
 * Tells whether an English sentence asks, by its form alone: an auxiliary before its subject, a
 * question word with such an inversion, or a tag ("isn't it"). What asks by its melody is missed, so
 * that statements are not taken for questions.
 *
 * @param words - of one sentence, in any casing.
 * @param startsSentence - false when the words before the first are in another segment.
 */
export function isQuestion(words: readonly string[], startsSentence: boolean): boolean {
  const said = words
    .map((word) =>
      word
        .toLowerCase()
        .replaceAll('’', "'")
        .replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''),
    )
    .filter((word) => word !== '');
  return hasTag(said) || (startsSentence && (asksByInversion(said) || asksByWhWord(said)));
}

function hasTag(said: readonly string[]): boolean {
  const [before = '', auxiliary = '', subject = ''] = said.slice(-3);
  if (said.length < 4 || !tagSubjects.has(subject) || noTagAfter.has(before)) return false;
  if (!inversion.has(auxiliary)) return false;
  if (auxiliary.endsWith("n't")) return true;
  return said.slice(0, -2).some((word) => negations.has(word) || word.endsWith("n't"));
}

function asksByInversion(said: readonly string[]): boolean {
  const start = leadInLength(said, leadIns);
  const [auxiliary = '', subject = '', next = ''] = said.slice(start, start + 3);
  const narrow = narrowAuxiliaries[auxiliary];
  // "Were they to come" is a condition.
  if (narrow !== undefined) return narrow.has(subject) && !(auxiliary === 'were' && next === 'to');
  if (!auxiliaries.has(auxiliary) || !isSubject(subject)) return false;
  if (auxiliary === "don't") return subject !== 'the' && !orderedNotTo.has(next);
  // "Would that it were" is a wish, "will this" and "can that" are asked; a segment can begin in mid-sentence.
  if (auxiliary === 'would' && subject === 'that') return false;
  return start === 0 || pronouns.has(subject);
}

function asksByWhWord(said: readonly string[]): boolean {
  let start = leadInLength(said, leadIns);
  start += leadInLength(said.slice(start), leadInsOfWhWords);
  const [first = '', second = '', third = ''] = said.slice(start, start + 3);
  const rest = said.slice(start + 1);
  switch (first) {
    case "what's":
    case "where's":
    case "who's":
    case "how's":
    case "why's":
      return !hasSecondVerb(rest);
    case 'why':
      return inversion.has(second) || second === 'not';
    case 'where':
    case 'when':
      return inversion.has(second) && (isSubject(third) || isArticle(third));
    case 'how':
      return (
        (inversion.has(second) && second !== 'had') ||
        second === 'about' ||
        second === 'come' ||
        asksLater(rest, howDegrees)
      );
    case 'who':
      return inversion.has(second) && second !== 'had' && (isSubject(third) || !hasSecondVerb(rest.slice(1)));
    case 'what':
      return asksWhat(rest) || asksLater(rest, whatNouns);
    case 'which':
    case 'whose':
      return !inversion.has(second) && invertsLater(rest);
    default:
      return false;
  }
}

/** "What is wrong" asks; "what is important is the rest" does not. */
function asksWhat(rest: readonly string[]): boolean {
  const [second = '', third = ''] = rest;
  if (second === 'about' || (second === 'if' && rest.length > 1)) return true;
  if (second === 'happened') return rest.length <= 2 || (third === 'to' && !hasSecondVerb(rest));
  if (!inversion.has(second)) return false;
  return isSubject(third) || (!perfects.has(second) && !hasSecondVerb(rest.slice(1)));
}

function asksLater(rest: readonly string[], after: ReadonlySet<string>): boolean {
  return after.has(rest[0] ?? '') && invertsLater(rest);
}

/** A noun or two may stand between the question word and the inversion: "how many people are there". */
function invertsLater(rest: readonly string[]): boolean {
  const at = rest.findIndex((word, index) => index > 0 && (inversion.has(word) || tagSubjects.has(word)));
  // A subject before the verb is a statement's order: "how long it takes is".
  if (at < 1 || at > 4 || tagSubjects.has(rest[at] ?? '')) return false;
  const subject = rest[at + 1] ?? '';
  return isSubject(subject) || isArticle(subject);
}

function hasSecondVerb(rest: readonly string[]): boolean {
  return rest.some((word) => be.has(word));
}

function leadInLength(said: readonly string[], list: ReadonlySet<string>): number {
  const length = said.findIndex((word) => !list.has(word));
  return Math.min(Math.max(length, 0), 2);
}
