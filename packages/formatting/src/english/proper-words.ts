/**
 * Words that English always capitalises and that mean nothing else. Not here, because they do: may,
 * march, august, and every name.
 */
const properWords: ReadonlySet<string> = new Set(
  (
    'monday tuesday wednesday thursday friday saturday sunday ' +
    'january february april june july september october november december ' +
    'mr mrs ms dr'
  ).split(' '),
);

const pronoun = /^i(?=$|['’](?:m|ll|ve|d|s|mma)\b)/u;
const edges = /^(\P{L}*)(\p{L}+)(.*)$/su;

/**
 * Gives a lower-case English word the capital that it always has: "i'm" -> "I'm", "monday's" ->
 * "Monday's", "mr" -> "Mr".
 *
 * @param word - in lower case; marks around it stay.
 */
export function withProperCapital(word: string): string {
  const [, before = '', letters = '', rest = ''] = edges.exec(word) ?? [];
  if (pronoun.test(letters + rest)) return before + 'I' + (letters + rest).slice(1);
  const isProper = properWords.has(letters) && /^(?:['’]s?)?\P{L}*$/u.test(rest);
  return isProper ? before + letters.slice(0, 1).toUpperCase() + letters.slice(1) + rest : word;
}
