import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError, messageFor } from '../api/api-errors';
import { SubmissionKey } from '../api/idempotency';
import { askForPicture } from '../api/jobs';
import { readThemes, type Themes } from '../api/themes';
import { Button } from '../components/button';
import { go, hashOf } from '../state/route';
import { session } from '../state/session';
import { useStore } from '../state/use-store';
import { bodyOf, type FieldGroup, type FormValues, type PlacedFaults, placeFaults } from './form-model';
import { FormFieldView } from './form-field';
import { fieldsOf, type KindForm } from './kind-forms';
import { choicesOf, optional } from './shared-groups';

const NO_FAULTS: PlacedFaults = { byPath: {}, rest: [] };

/** What stands in a form, and what becomes of it when it is sent. */
interface FormState {
  readonly values: FormValues;
  readonly faults: PlacedFaults;
  /** Why it was not taken, when no field is wrong. */
  readonly refusal?: string;
  readonly isBusy: boolean;
  readonly set: (path: string, value: string) => void;
  readonly submit: () => Promise<void>;
}

/** Asks for a picture of one kind; whoever sent it is taken to its job. @param given values that stand there already */
export function PictureForm({ form, given }: { readonly form: KindForm; readonly given: FormValues }) {
  const state = useForm(form, given);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (state.faults !== NO_FAULTS) element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [state.faults]);
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    if (!state.isBusy) void state.submit();
  };
  return (
    <form class="make-form" ref={element} onSubmit={onSubmit} noValidate>
      {form.groups.map((group) => (
        <Group key={group.title} group={group} state={state} />
      ))}
      <div class="make-end">
        <div role="alert">{state.refusal && <p class="notice notice-bad">{state.refusal}</p>}</div>
        <Button type="submit" tone="main" icon="add" isBusy={state.isBusy}>
          Make the {form.kind}
        </Button>
      </div>
    </form>
  );
}

function Group({ group, state }: { readonly group: FieldGroup; readonly state: FormState }) {
  const hints = useHints();
  const isWrong = group.fields.some(({ path }) => state.faults.byPath[path] !== undefined);
  const fields = (
    <div class="make-fields">
      {group.fields.map((field) => (
        <FormFieldView
          key={field.path}
          field={hints.choices(field)}
          value={state.values[field.path] ?? ''}
          error={state.faults.byPath[field.path]}
          suggestions={hints.suggestions(field.path)}
          onInput={(value) => state.set(field.path, value)}
        />
      ))}
    </div>
  );
  if (group.isAdvanced) {
    return (
      <details class="make-group" open={isWrong || undefined}>
        <summary>{group.title}</summary>
        {fields}
      </details>
    );
  }
  return (
    <section class="make-group">
      <h2>{group.title}</h2>
      {fields}
    </section>
  );
}

function useForm(form: KindForm, given: FormValues): FormState {
  const fields = useMemo(() => fieldsOf(form), [form]);
  const [values, setValues] = useState(given);
  const [faults, setFaults] = useState(NO_FAULTS);
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const key = useRef(new SubmissionKey());
  const submit = async (): Promise<void> => {
    setBusy(true);
    setRefusal(undefined);
    setFaults(NO_FAULTS);
    try {
      const body = bodyOf(fields, values);
      const { job_id: jobId } = await askForPicture(form.kind, body, key.current.for(body));
      key.current.forget();
      go(hashOf(['jobs', jobId]));
    } catch (error) {
      const placed = placeFaults(fields, error instanceof ApiError ? error.errors : []);
      setFaults(placed);
      setRefusal(refusalOf(error, placed));
    }
    setBusy(false);
  };
  const set = (path: string, value: string): void => setValues((before) => ({ ...before, [path]: value }));
  return { values, faults, refusal, isBusy, set, submit };
}

/** What is said below the form: how many fields are wrong, or what is wrong with none of them. */
function refusalOf(error: unknown, { byPath, rest }: PlacedFaults): string {
  const count = Object.keys(byPath).length;
  const other = rest.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  if (count === 0) return messageFor(error);
  return `${count === 1 ? 'One field is' : `${count} fields are`} not as expected.${other === '' ? '' : ` Also: ${other}.`}`;
}

/** What the service and the token know about good answers. */
function useHints() {
  const [themes, setThemes] = useState<Themes>();
  const who = useStore(session);
  useEffect(() => {
    // The form works without: the words are offered, not asked for.
    readThemes().then(setThemes, () => undefined);
  }, []);
  const suggestions = (path: string): readonly string[] | undefined => {
    if (path === 'campaign_id')
      return who.state === 'in' && who.claims.campaigns.length > 0 ? who.claims.campaigns : undefined;
    const found = themes?.style_elements.find(({ name }) => path === `style.${name}`)?.examples;
    return found === undefined || found.length === 0 ? undefined : found;
  };
  const choices = (field: FieldGroup['fields'][number]): FieldGroup['fields'][number] => {
    if (field.path !== 'theme' || themes === undefined) return field;
    const named = themes.themes.map(({ id, name }) => ({ value: id, text: name }));
    return { ...field, choices: optional(named.length > 0 ? named : choicesOf('fantasy')) };
  };
  return { suggestions, choices };
}
