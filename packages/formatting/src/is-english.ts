/** Tells whether a BCP-47 tag means some English: `en`, `en-GB`. */
export function isEnglish(language: string): boolean {
  return /^en(?:$|-)/iu.test(language);
}
