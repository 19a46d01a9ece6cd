import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Text } from '../i18n/en.ts';
import { closestLanguage, type TextLanguage, textLanguages, texts } from '../i18n/text.ts';
import { storedText } from './stored.ts';

/** Light, dark, or as the system is. */
export const themes = ['system', 'light', 'dark'] as const;

/** One of `themes`. */
export type Theme = (typeof themes)[number];

/** How the page looks, and in which language it speaks. */
export interface Appearance {
  readonly theme: ReadonlySignal<Theme>;
  readonly language: ReadonlySignal<TextLanguage>;
  readonly text: ReadonlySignal<Text>;
  readonly setTheme: (theme: Theme) => void;
  readonly setLanguage: (language: TextLanguage) => void;
}

/** Takes what was chosen before, else what the browser says; keeps the document element in step. */
export function openAppearance(target: Window): Appearance {
  const storedTheme = storedText(() => target.localStorage, 'theme');
  const storedLanguage = storedText(() => target.localStorage, 'language');
  const theme = signal<Theme>(themes.find((name) => name === storedTheme.read()) ?? 'system');
  const language = signal<TextLanguage>(
    textLanguages.find((name) => name === storedLanguage.read()) ?? closestLanguage(target.navigator.languages),
  );
  const darkQuery = target.matchMedia('(prefers-color-scheme: dark)');
  const systemIsDark = signal(darkQuery.matches);
  darkQuery.addEventListener('change', ({ matches }) => {
    systemIsDark.value = matches;
  });
  const root = target.document.documentElement;
  effect(() => {
    const isDark = theme.value === 'dark' || (theme.value === 'system' && systemIsDark.value);
    root.dataset['theme'] = isDark ? 'dark' : 'light';
  });
  effect(() => {
    root.lang = language.value;
  });
  return {
    theme,
    language,
    text: computed(() => texts[language.value]),
    setTheme: (next) => {
      storedTheme.write(next);
      theme.value = next;
    },
    setLanguage: (next) => {
      storedLanguage.write(next);
      language.value = next;
    },
  };
}
