import { KeyStoreError } from './key-store-error.ts';

/** Days until a key expires when nothing is said. */
export const defaultExpiryDays = 365;
/** The most days until a key expires: five years. */
export const maxExpiryDays = 1825;

/** What can be said of the expiry of a key, as the end of "must be ...". */
export const expiryForms = '1y, 2y, 5y, a date such as 2030-12-31 (UTC, refused from that day on), or never';

const dayMs = 86_400_000;

/**
 * Says when a key expires that lives for some days.
 *
 * @param days - integer, 1..1825.
 * @param nowMs - Unix time in ms.
 * @throws KeyStoreError `expiry_invalid`.
 */
export function expiryInDays(days: number, nowMs: number): string {
  if (Number.isInteger(days) && days >= 1 && days <= maxExpiryDays) return new Date(nowMs + days * dayMs).toISOString();
  throw new KeyStoreError(
    'expiry_invalid',
    `A key cannot expire in ${days} days; it must be a whole number from 1 to ${maxExpiryDays}.`,
  );
}

/**
 * Reads what somebody wrote as the expiry of a key: {@link expiryForms}.
 *
 * @param nowMs - Unix time in ms; years are counted by the calendar from there.
 * @returns ISO 8601 in UTC; undefined for never.
 * @throws KeyStoreError `expiry_invalid`, also for a day that has come already.
 */
export function parseExpiry(text: string, nowMs: number): string | undefined {
  const wish = text.trim().toLowerCase();
  if (wish === 'never') return undefined;
  const at = /^[125]y$/.test(wish) ? yearsFrom(nowMs, Number(wish[0])) : dayOf(wish);
  if (at !== undefined && at > nowMs) return new Date(at).toISOString();
  throw new KeyStoreError(
    'expiry_invalid',
    `The expiry of a key is "${text.slice(0, 40)}"; it must be ${expiryForms}, and not have passed.`,
  );
}

function yearsFrom(nowMs: number, years: number): number {
  const date = new Date(nowMs);
  return date.setUTCFullYear(date.getUTCFullYear() + years);
}

function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00.000Z`);
  // A 31st of June would be read as the 1st of July by some, and is refused by others.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : at;
}
