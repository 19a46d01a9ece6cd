/** Characters that are written without spaces between words, and the marks of those scripts. */
const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff00-\uff0f\uff1a-\uff1f]`;
const endsUnspaced = new RegExp(`${unspaced}$`, 'u');
const startsUnspaced = new RegExp(`^${unspaced}`, 'u');

/**
 * Joins words into a text: with spaces, but none between characters of scripts that are written
 * without them.
 */
export function joinWords(words: readonly string[]): string {
  let text = '';
  for (const word of words) {
    const isTight = text === '' || (endsUnspaced.test(text) && startsUnspaced.test(word));
    text += isTight ? word : ` ${word}`;
  }
  return text;
}
