import type { TextLanguage } from '../i18n/text.ts';
import { useConsole } from '../shell/console-state.ts';

/** Writes numbers and moments as the reader's language does. */
export interface Formats {
  readonly number: (value: number, digits?: number) => string;
  /** A share as `12 %`. */
  readonly percent: (ratio: number) => string;
  readonly dateTime: (iso: string) => string;
  readonly date: (iso: string) => string;
  /** With seconds. */
  readonly time: (atMs: number) => string;
  /** A language tag as a name. */
  readonly languageName: (tag: string) => string;
  /** `340 ms` or `1.2 s`. */
  readonly milliseconds: (ms: number) => string;
  readonly bytes: (bytes: number) => string;
}

const mebi = 1_048_576;
const gibi = 1_073_741_824;

/** Keeps a number and its unit on one line. */
const space = '\u00A0';

/**
 * The formats of a language.
 *
 * @param wanted - the languages of the reader: those who read English in Europe do not write dates as in America.
 */
export function formatsOf(language: TextLanguage, wanted: readonly string[] = []): Formats {
  const locale = wanted.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const number = (value: number, digits = 0): string =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  const names = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });
  return {
    number,
    percent: (ratio) => percent.format(ratio),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    date: (iso) => date.format(new Date(iso)),
    time: (atMs) => time.format(atMs),
    languageName: (tag) => {
      try {
        return names.of(tag) ?? tag;
      } catch {
        // Not every tag that a server may have is one of the standard.
        return tag;
      }
    },
    milliseconds: (ms) =>
      ms < 1000 ? `${number(ms)}${space}ms` : `${number(ms / 1000, ms < 10_000 ? 2 : 1)}${space}s`,
    bytes: (bytes) => (bytes < gibi ? `${number(bytes / mebi)}${space}MB` : `${number(bytes / gibi, 1)}${space}GB`),
  };
}

/** The formats in the language of the reader. */
export function useFormats(): Formats {
  return formatsOf(useConsole().appearance.language.value, globalThis.navigator.languages);
}

/**
 * A length of time as a clock shows it: `3:05`, `1:02:03`.
 *
 * @param digits - of the seconds behind the point.
 */
export function clockOf(seconds: number, digits = 0): string {
  const factor = 10 ** digits;
  const all = Math.floor(Math.max(0, seconds) * factor + 1e-6);
  const whole = Math.floor(all / factor);
  const rest = digits === 0 ? '' : `.${String(all % factor).padStart(digits, '0')}`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const end = `${two(whole % 60)}${rest}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${end}` : `${minutes}:${end}`;
}
