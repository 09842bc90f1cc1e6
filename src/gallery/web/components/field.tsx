import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** What every field says. */
export interface FieldProps {
  readonly label: string;
  /** Said below it. */
  readonly hint?: string;
  /** What is wrong with it; said at once to screen readers that are on it. */
  readonly error?: string;
}

/** What a control needs so that its label, hint and error belong to it. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

/** A labelled control with its hint and its error. */
export function Field({
  label,
  hint,
  error,
  children,
}: FieldProps & { readonly children: (control: ControlProps) => ComponentChildren }) {
  const id = useId();
  const said = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': said || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** A text of one line. */
export function TextField({
  value,
  onInput,
  type = 'text',
  placeholder,
  suggestions,
  ...rest
}: FieldProps & {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: 'text' | 'search';
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
}) {
  const list = useId();
  return (
    <Field {...rest}>
      {(control) => (
        <>
          <input
            {...control}
            class="input"
            type={type}
            value={value}
            placeholder={placeholder}
            autocomplete="off"
            list={suggestions && list}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
          {suggestions && <Suggestions id={list} texts={suggestions} />}
        </>
      )}
    </Field>
  );
}

function Suggestions({ id, texts }: { readonly id: string; readonly texts: readonly string[] }) {
  return (
    <datalist id={id}>
      {texts.map((text) => (
        <option key={text} value={text} />
      ))}
    </datalist>
  );
}

/** A text of several lines. */
export function TextAreaField({
  value,
  onInput,
  rows = 4,
  ...rest
}: FieldProps & {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly rows?: number;
  readonly placeholder?: string;
}) {
  return (
    <Field {...rest}>
      {(control) => (
        <textarea
          {...control}
          class="input"
          rows={rows}
          value={value}
          placeholder={rest.placeholder}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** One of a few. */
export function SelectField({
  value,
  onInput,
  options,
  ...rest
}: FieldProps & {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly text: string }[];
}) {
  return (
    <Field {...rest}>
      {(control) => (
        <select {...control} class="input" value={value} onInput={(event) => onInput(event.currentTarget.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Yes or no. */
export function CheckField({
  label,
  isOn,
  onChange,
}: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <label class="check">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
