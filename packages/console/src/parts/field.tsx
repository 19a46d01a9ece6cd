import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  /** Below the field: what it is for. */
  readonly hint?: string | undefined;
  /** Below the field: what is wrong, and what to do. */
  readonly problem?: string | undefined;
  /** The label is for a screen reader only. */
  readonly isLabelHidden?: boolean;
}

/** A field for a line of text. */
export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: 'text' | 'password' | 'search' | 'date' | 'number';
  readonly placeholder?: string;
  readonly isRequired?: boolean;
  readonly autocomplete?: string;
  /** A number for `type="number"`. */
  readonly min?: number;
  readonly name?: string;
}

/** A field for a line of text, with its label, hint and problem. */
export function TextField(props: TextFieldProps): JSX.Element {
  const id = useId();
  return (
    <Frame id={id} field={props}>
      <Input id={id} field={props} />
    </Frame>
  );
}

function Input({ id, field }: { readonly id: string; readonly field: TextFieldProps }): JSX.Element {
  const common = {
    id,
    class: 'field-input',
    name: field.name,
    value: field.value,
    placeholder: field.placeholder,
    required: field.isRequired,
    autocomplete: field.autocomplete ?? 'off',
    autocapitalize: 'none',
    'aria-invalid': field.problem === undefined ? undefined : 'true',
    'aria-describedby': describedBy(id, field),
    onInput: (event: { readonly currentTarget: HTMLInputElement }): void => {
      field.onInput(event.currentTarget.value);
    },
  } as const;
  switch (field.type) {
    case 'password':
      return <input {...common} type="password" spellcheck={false} />;
    case 'search':
      return <input {...common} type="search" />;
    case 'date':
      return <input {...common} type="date" />;
    case 'number':
      return <input {...common} type="number" min={field.min} />;
    default:
      return <input {...common} type="text" />;
  }
}

/** A choice of few. */
export interface SelectFieldProps<Value extends string> extends FieldProps {
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly isDisabled?: boolean;
}

/** A choice of few, with its label. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>): JSX.Element {
  const id = useId();
  return (
    <Frame id={id} field={props}>
      <select
        id={id}
        class="field-input"
        value={props.value}
        disabled={props.isDisabled}
        aria-describedby={describedBy(id, props)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          const chosen = props.options.find((option) => option.value === value);
          if (chosen !== undefined) props.onChange(chosen.value);
        }}
      >
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

/** A box to tick. */
export interface CheckFieldProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

/** A box to tick, with its label. */
export function CheckField({ label, isChecked, onChange }: CheckFieldProps): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => {
          onChange(event.currentTarget.checked);
        }}
      />
      <span>{label}</span>
    </label>
  );
}

interface FrameProps {
  readonly id: string;
  readonly field: FieldProps;
  readonly children: ComponentChildren;
}

function Frame({ id, field, children }: FrameProps): JSX.Element {
  return (
    <div class="field">
      <label for={id} class={field.isLabelHidden === true ? 'hidden-visually' : 'field-label'}>
        {field.label}
      </label>
      {children}
      {field.hint === undefined ? null : (
        <p id={`${id}-hint`} class="field-hint">
          {field.hint}
        </p>
      )}
      {field.problem === undefined ? null : (
        <p id={`${id}-problem`} class="field-problem">
          {field.problem}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, { hint, problem }: FieldProps): string | undefined {
  const names = [...(hint === undefined ? [] : [`${id}-hint`]), ...(problem === undefined ? [] : [`${id}-problem`])];
  return names.length === 0 ? undefined : names.join(' ');
}
