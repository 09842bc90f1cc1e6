import { useState } from 'preact/hooks';
import { ApiError, messageFor } from '../api/api-errors';
import type { Fault, Image } from '../api/api-types';
import { regeneratePortrait } from '../api/images';
import { hashOf } from '../state/route';
import { tell } from '../state/toasts';
import { Button } from './button';
import { Dialog } from './dialog';
import { TextAreaField } from './field';

const KEEPS = [
  { value: 'face', name: 'The same person', note: 'Only the changes change; the face stays.' },
  { value: 'seed', name: 'The same seed', note: 'Only the changes change, as far as the model allows.' },
  { value: 'nothing', name: 'Nothing', note: 'A new try.' },
] as const;

/** Asks for a portrait to be made again, with changes. */
export function RegenerateDialog({ image, onClose }: { readonly image: Image; readonly onClose: () => void }) {
  const [keep, setKeep] = useState<string>('face');
  const [description, setDescription] = useState('');
  const { error, isBusy, submit } = useRegeneration(image, onClose);
  const fault = faultAt('changes.description', error);
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    if (!isBusy) void submit(keep, description.trim());
  };
  return (
    <Dialog title="Make it again" onClose={onClose}>
      <form class="dialog-form" onSubmit={onSubmit}>
        <Keeps keep={keep} onChange={setKeep} />
        <TextAreaField
          label="What is to be different"
          hint="In words; leave it empty to change nothing."
          value={description}
          error={fault?.message}
          onInput={setDescription}
        />
        {error !== undefined && !fault && (
          <p class="field-error" role="alert">
            {messageFor(error)}
          </p>
        )}
        <footer class="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy}>
            Make it again
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function useRegeneration(image: Image, onDone: () => void) {
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (keep: string, description: string): Promise<void> => {
    setBusy(true);
    try {
      const changes = description === '' ? undefined : { description };
      const { job_id } = await regeneratePortrait(image.id, { keep, changes });
      tell('The portrait is being made again.', { href: hashOf(['jobs', job_id]), text: 'Watch it' });
      onDone();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return { error, isBusy, submit };
}

function Keeps({ keep, onChange }: { readonly keep: string; readonly onChange: (keep: string) => void }) {
  return (
    <fieldset class="keeps">
      <legend class="legend">What stays</legend>
      {KEEPS.map(({ value, name, note }) => (
        <label key={value}>
          <input type="radio" name="keep" checked={keep === value} onChange={() => onChange(value)} />
          <span>
            <strong>{name}</strong>
            <span>{note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function faultAt(path: string, error: unknown): Fault | undefined {
  return error instanceof ApiError ? error.errors.find((fault) => fault.path === path) : undefined;
}
