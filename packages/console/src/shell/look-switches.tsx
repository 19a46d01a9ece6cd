import type { JSX } from 'preact';
import { SelectField } from '../parts/field.tsx';
import { languageNames, textLanguages } from '../i18n/text.ts';
import { themes } from './appearance.ts';
import { useConsole, useText } from './console-state.ts';

/** The switches for light and dark, and for the language. */
export function LookSwitches(): JSX.Element {
  const { appearance } = useConsole();
  const text = useText();
  return (
    <>
      <SelectField
        label={text.look.theme}
        value={appearance.theme.value}
        options={themes.map((value) => ({ value, label: text.look.themes[value] }))}
        onChange={appearance.setTheme}
      />
      <SelectField
        label={text.look.language}
        value={appearance.language.value}
        options={textLanguages.map((value) => ({ value, label: languageNames[value] }))}
        onChange={appearance.setLanguage}
      />
    </>
  );
}
