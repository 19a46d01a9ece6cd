import { samplesToMs } from '@steno/audio';
import { normalisedWord } from './align-words.ts';

/** Words a second that nobody says, and characters of scripts without spaces. Chosen: about twice a fast speaker. */
const mostWordsPerSecond = 8;
const mostCharactersPerSecond = 16;
/** Words that a short segment may have all the same. Chosen. */
const freeWords = 3;
/** How often the same words may come one after the other, where the first pass has not heard them so. Chosen. */
const mostRepeats = 3;
/** The longest run of words that is looked for. Chosen. */
const longestRun = 6;

const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * True for a text that a model of whole segments has made up: nothing where words were heard, more words than anybody
 * says in that time, or the same again and again.
 *
 * @param heard - the words of the first pass; at least one.
 * @param words - those of the second.
 * @param samples - the length of the segment, at 16 kHz.
 */
export function isImplausible(heard: readonly string[], words: readonly string[], samples: number): boolean {
  if (words.length === 0) return true;
  const rate = words.every((word) => unspaced.test(word)) ? mostCharactersPerSecond : mostWordsPerSecond;
  if (words.length > freeWords + (rate * samplesToMs(samples)) / 1000) return true;
  const repeats = longestRepeat(words.map(normalisedWord));
  return repeats > mostRepeats && repeats > longestRepeat(heard.map(normalisedWord));
}

/** How often a run of words comes one after the other, of the run that does most often. */
function longestRepeat(words: readonly string[]): number {
  let most = 1;
  for (let length = 1; length <= longestRun; length += 1) {
    let matching = 0;
    for (let index = length; index < words.length; index += 1) {
      matching = words[index] === words[index - length] ? matching + 1 : 0;
      most = Math.max(most, Math.floor(matching / length) + 1);
    }
  }
  return most;
}
