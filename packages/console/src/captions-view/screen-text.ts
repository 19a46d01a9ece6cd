import type { Result } from '@steno/client/browser';

/** What a screen shows: text that stays, and text that may still change. */
export interface ScreenText {
  readonly settled: string;
  readonly open: string;
}

/** Characters that a screen of a few lines may need; what is before them is never seen. */
const maxCharacters = 600;

/** The newest text of a session: the ends of finals, and the partial. */
export function screenText(finals: readonly Result[], partial: Result | undefined): ScreenText {
  const open = partial?.text ?? '';
  let settled = '';
  for (let index = finals.length - 1; index >= 0 && settled.length < maxCharacters; index -= 1) {
    settled = `${finals[index]?.text ?? ''}${settled === '' ? '' : ` ${settled}`}`;
  }
  if (settled.length <= maxCharacters) return { settled, open };
  // Whole words only.
  const cut = settled.slice(-maxCharacters);
  return { settled: cut.slice(cut.search(/\s/u) + 1), open };
}
