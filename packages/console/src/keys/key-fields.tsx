import type { JSX } from 'preact';
import { SelectField, TextField } from '../parts/field.tsx';
import { useText } from '../shell/console-state.ts';
import type { KeyForm, KeyFormProblems } from './key-form.ts';

interface KeyFieldsProps {
  readonly form: KeyForm;
  readonly problems: KeyFormProblems;
  readonly onChange: (changes: Partial<KeyForm>) => void;
}

/** The fields of a new key; what limits sessions is asked only for a key that opens some. */
export function KeyFields(props: KeyFieldsProps): JSX.Element {
  const { form, problems, onChange } = props;
  const { keys } = useText();
  return (
    <>
      <TextField
        label={keys.name}
        hint={keys.nameHint}
        value={form.name}
        isRequired
        problem={problems.name === true ? keys.nameMissing : undefined}
        onInput={(name) => onChange({ name })}
      />
      <div class="field-pair">
        <SelectField
          label={keys.type}
          value={form.type}
          options={[
            { value: 'realtime', label: keys.realtime },
            { value: 'admin', label: keys.admin },
          ]}
          onChange={(type) => onChange({ type })}
        />
        <SelectField
          label={keys.expires}
          value={form.expires}
          options={(['1y', '2y', '5y', 'never', 'date'] as const).map((value) => ({
            value,
            label: keys.expiries[value],
          }))}
          onChange={(expires) => onChange({ expires })}
        />
      </div>
      {form.expires === 'date' ? (
        <TextField
          label={keys.day}
          type="date"
          value={form.day}
          problem={problems.day === true ? keys.dayMissing : undefined}
          onInput={(day) => onChange({ day })}
        />
      ) : null}
      {form.type === 'realtime' ? <LimitFields {...props} /> : null}
    </>
  );
}

function LimitFields({ form, problems, onChange }: KeyFieldsProps): JSX.Element {
  const { keys } = useText();
  return (
    <>
      <TextField label={keys.owner} hint={keys.ownerHint} value={form.owner} onInput={(owner) => onChange({ owner })} />
      <div class="field-pair">
        <TextField
          label={keys.languages}
          hint={keys.languagesHint}
          value={form.languages}
          onInput={(languages) => onChange({ languages })}
        />
        <SelectField
          label={keys.types}
          value={form.types}
          options={[
            { value: '', label: keys.allTypes },
            { value: 'fast', label: 'fast' },
            { value: 'quality', label: 'quality' },
          ]}
          onChange={(types) => onChange({ types })}
        />
        <TextField
          label={keys.maxSessions}
          hint={keys.emptyHint}
          type="number"
          min={1}
          value={form.maxSessions}
          problem={problems.maxSessions === true ? keys.countWrong : undefined}
          onInput={(maxSessions) => onChange({ maxSessions })}
        />
        <TextField
          label={keys.maxMinutes}
          hint={keys.emptyHint}
          type="number"
          min={1}
          value={form.maxMinutes}
          problem={problems.maxMinutes === true ? keys.countWrong : undefined}
          onInput={(maxMinutes) => onChange({ maxMinutes })}
        />
      </div>
    </>
  );
}
