import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ServedLanguage } from '../api/languages.ts';
import { CheckField, SelectField, TextField } from '../parts/field.tsx';
import { useFormats } from '../parts/formats.ts';
import { useConsole, useText } from '../shell/console-state.ts';

/** Bounds of the protocol for the silence that ends a segment. */
const silenceMs = { min: 100, max: 10_000 } as const;
/** As many as the protocol takes. */
const maxKeyTerms = 100;

/** How a session is to be; the code beside it follows at once. */
export function ChoiceForm({ languages }: { readonly languages: readonly ServedLanguage[] }): JSX.Element {
  const { choice } = useConsole();
  const { try: text } = useText();
  const { value } = choice;
  const { change } = choice;
  const served = languages.find(({ language }) => language === value.value.language);
  const types = served?.types ?? ['fast', 'quality'];
  return (
    <form
      class="card stack choice"
      aria-label={text.settings}
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <h2>{text.settings}</h2>
      <LanguageField languages={languages} />
      <SelectField
        label={text.type}
        hint={types.includes('quality') ? text.typeHint : text.noQuality}
        value={value.value.type}
        options={(['fast', 'quality'] as const).map((type) => ({ value: type, label: text.types[type] }))}
        onChange={(type) => change({ type })}
      />
      <KeyTermsField />
      <SilenceField />
      <CheckField
        label={text.actualNumbers}
        isChecked={value.value.actualNumbers}
        onChange={(actualNumbers) => change({ actualNumbers })}
      />
      <CheckField
        label={text.formatted}
        isChecked={value.value.formatted}
        onChange={(formatted) => change({ formatted })}
      />
    </form>
  );
}

function LanguageField({ languages }: { readonly languages: readonly ServedLanguage[] }): JSX.Element {
  const { choice } = useConsole();
  const { try: text } = useText();
  const formats = useFormats();
  const { language } = choice.value.value;
  if (languages.length === 0) {
    return (
      <TextField
        label={text.language}
        hint={text.languageHint}
        value={language}
        onInput={(tag) => choice.change({ language: tag.trim() })}
      />
    );
  }
  const tags = languages.map((one) => one.language);
  const known = language === '' || tags.includes(language) ? tags : [...tags, language];
  const usual = languages.find(({ isDefault }) => isDefault)?.language;
  return (
    <SelectField
      label={text.language}
      value={language}
      options={[
        { value: '', label: usual === undefined ? text.anyLanguage : text.usualLanguage(formats.languageName(usual)) },
        ...known.map((tag) => ({ value: tag, label: `${formats.languageName(tag)} (${tag})` })),
      ]}
      onChange={(tag) => choice.change({ language: tag })}
    />
  );
}

function KeyTermsField(): JSX.Element {
  const { choice } = useConsole();
  const { try: text } = useText();
  const [typed, setTyped] = useState(choice.value.value.keyTerms.join(', '));
  return (
    <TextField
      label={text.keyTerms}
      hint={text.keyTermsHint}
      value={typed}
      onInput={(next) => {
        setTyped(next);
        const terms = next.split(/[,;\n]/u).map((term) => term.trim());
        choice.change({ keyTerms: terms.filter((term) => term !== '').slice(0, maxKeyTerms) });
      }}
    />
  );
}

function SilenceField(): JSX.Element {
  const { choice } = useConsole();
  const { try: text } = useText();
  const [typed, setTyped] = useState(String(choice.value.value.endpointingMs ?? ''));
  const number = Number(typed);
  const isWrong = typed !== '' && !(Number.isInteger(number) && number >= silenceMs.min && number <= silenceMs.max);
  return (
    <TextField
      label={text.silence}
      hint={text.silenceHint}
      type="number"
      min={silenceMs.min}
      value={typed}
      problem={isWrong ? text.silenceWrong(silenceMs.min, silenceMs.max) : undefined}
      onInput={(next) => {
        setTyped(next);
        const ms = Number(next);
        const isRight = next !== '' && Number.isInteger(ms) && ms >= silenceMs.min && ms <= silenceMs.max;
        choice.change({ endpointingMs: isRight ? ms : undefined });
      }}
    />
  );
}
