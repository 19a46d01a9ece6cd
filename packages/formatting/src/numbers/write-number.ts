/** Writes a whole number with a comma before every three digits: 1,250,000. */
export function withSeparators(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
}

/** Writes an ordinal: 1st, 22nd, 113th, 1,001st. */
export function ordinalText(value: number): string {
  const isTeen = value % 100 >= 11 && value % 100 <= 13;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return withSeparators(value) + ending;
}

/** Writes a number below 100 with two digits. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
