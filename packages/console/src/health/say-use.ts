/** What a pool is for, in words; a use that this page does not know yet by its own name. */
export function sayUse(use: string, names: Readonly<Record<string, string | undefined>>): string {
  return names[use] ?? use;
}
