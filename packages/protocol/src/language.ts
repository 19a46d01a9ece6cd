/**
 * Spells a BCP-47 tag as the standard recommends (RFC 5646, 2.1.1): `EN-us` becomes `en-US`.
 *
 * @returns undefined when the text is not a well-formed tag.
 */
export function canonicalLanguage(text: string): string | undefined {
  const parts = text.trim().replaceAll('_', '-').split('-');
  const [language = '', ...rest] = parts;
  if (!/^[a-z]{2,3}$/i.test(language)) return undefined;
  if (!rest.every((part) => /^[a-z0-9]{1,8}$/i.test(part))) return undefined;
  const spelled = rest.map((part) => {
    if (/^[a-z]{2}$/i.test(part)) return part.toUpperCase();
    if (/^[a-z]{4}$/i.test(part)) return part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase();
    return part.toLowerCase();
  });
  return [language.toLowerCase(), ...spelled].join('-');
}

/**
 * Finds the served language for a wanted one: the very tag, else a shorter one that it specialises
 * (`en-US` is served by `en`), else a longer one of the same language (`en` is served by `en-US`).
 *
 * @param wanted - a canonical tag, see {@link canonicalLanguage}.
 * @param served - canonical tags, the preferred first.
 * @returns one of `served`, or undefined.
 */
export function matchLanguage(wanted: string, served: readonly string[]): string | undefined {
  for (let tag = wanted; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    if (served.includes(tag)) return tag;
  }
  const primary = wanted.split('-', 1)[0] ?? wanted;
  return wanted === primary ? served.find((tag) => tag.startsWith(`${primary}-`)) : undefined;
}
