import { useId } from 'preact/hooks';
import { CheckField, SelectField, TextAreaField, TextField } from '../components/field';
import { type FormField, listOf } from './form-model';

/** A field of a form with what stands in it. */
export interface FormFieldProps {
  readonly field: FormField;
  readonly value: string;
  readonly error?: string;
  /** Words that are offered; any others do too. */
  readonly suggestions?: readonly string[];
  readonly onInput: (value: string) => void;
}

/** Asks for one member of a body. */
export function FormFieldView({ field, value, error, suggestions, onInput }: FormFieldProps) {
  const { label, hint, placeholder, input, choices = [] } = field;
  const shared = { label, hint, error, value, onInput };
  if (input === 'select') return <SelectField {...shared} options={choices} />;
  if (input === 'text') return <TextAreaField {...shared} rows={4} placeholder={placeholder} />;
  if (input === 'json') return <TextAreaField {...shared} rows={4} placeholder={placeholder} />;
  if (input === 'flag') return <FlagField {...shared} />;
  if (input === 'choices') return <ChoicesField {...shared} field={field} />;
  return <TextField {...shared} placeholder={placeholder} suggestions={suggestions} />;
}

type ControlledProps = Pick<FormFieldProps, 'value' | 'error' | 'onInput'>;

function FlagField({ label, value, error, onInput }: ControlledProps & { readonly label: string }) {
  return (
    <div class="field">
      <CheckField label={label} isOn={value === 'true'} onChange={(isOn) => onInput(isOn ? 'true' : '')} />
      {error && <p class="field-error">{error}</p>}
    </div>
  );
}

/** Several of a few. */
function ChoicesField({ field, value, error, onInput }: ControlledProps & { readonly field: FormField }) {
  const id = useId();
  const chosen = listOf(value);
  const toggle = (name: string, isOn: boolean): void =>
    onInput([...chosen.filter((other) => other !== name), ...(isOn ? [name] : [])].join(','));
  return (
    <fieldset class={error ? 'field field-wrong' : 'field'} aria-describedby={`${id}-said`}>
      <legend>{field.label}</legend>
      {(field.choices ?? []).map((choice) => (
        <CheckField
          key={choice.value}
          label={choice.text}
          isOn={chosen.includes(choice.value)}
          onChange={(isOn) => toggle(choice.value, isOn)}
        />
      ))}
      <p class={error ? 'field-error' : 'field-hint'} id={`${id}-said`}>
        {error ?? field.hint}
      </p>
    </fieldset>
  );
}
