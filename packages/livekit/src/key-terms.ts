import { checkKeyTerms, keyTermLimits } from '@steno/protocol';

/**
 * The terms of the user and those that the framework found in the conversation, as one list that a server takes. The
 * user's are left as they are, for the server to refuse; of the framework's, those that it would refuse are left out.
 */
export function mergeKeyTerms(own: readonly string[], found: readonly string[]): readonly string[] {
  const terms = [...own];
  const known = new Set(own.map((term) => term.trim().toLowerCase()));
  for (const term of found) {
    if (terms.length >= keyTermLimits.maxTerms) break;
    const usable = usableTerm(term);
    if (usable === undefined || known.has(usable.toLowerCase())) continue;
    known.add(usable.toLowerCase());
    terms.push(usable);
  }
  return terms;
}

function usableTerm(term: string): string | undefined {
  try {
    return checkKeyTerms([term])[0];
  } catch {
    // What it is refused for is of no use to anybody: a model made it up.
    return undefined;
  }
}
