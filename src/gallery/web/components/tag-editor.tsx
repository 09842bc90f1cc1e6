import { useState } from 'preact/hooks';
import { ApiError, messageFor } from '../api/api-errors';
import { changeTags, type TaggedImage } from '../api/images';
import { hashOf } from '../state/route';
import { tell } from '../state/toasts';
import { Button, IconButton } from './button';
import { TextField } from './field';

/** The tags of a picture; whoever may change them adds and takes away. */
export function TagEditor({
  tagged,
  mayChange,
  onChanged,
  onStale,
}: {
  readonly tagged: TaggedImage;
  readonly mayChange: boolean;
  readonly onChanged: (changed: TaggedImage) => void;
  /** Somebody else has changed the picture. */
  readonly onStale: () => void;
}) {
  const { tags } = tagged.image;
  const [error, setError] = useState<string>();
  const put = async (wanted: readonly string[]): Promise<boolean> => {
    try {
      onChanged(await changeTags(tagged, wanted));
      setError(undefined);
      return true;
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.status === 412) onStale();
      setError(thrown instanceof ApiError && thrown.status === 412 ? STALE : messageFor(thrown));
      return false;
    }
  };
  return (
    <div class="tags">
      {tags.length === 0 && <p class="quiet">None yet.</p>}
      <ul class="chips" aria-label="Tags" hidden={tags.length === 0}>
        {tags.map((tag) => (
          <Tag
            key={tag}
            tag={tag}
            onRemove={mayChange ? () => void put(tags.filter((one) => one !== tag)) : undefined}
          />
        ))}
      </ul>
      {mayChange && <NewTag error={error} onAdd={(tag) => put([...new Set([...tags, tag])])} />}
    </div>
  );
}

const STALE = 'Somebody else has changed this picture meanwhile. Look at it, and try again.';

function Tag({ tag, onRemove }: { readonly tag: string; readonly onRemove?: () => void }) {
  return (
    <li class="chip">
      <a href={hashOf(['pictures'], { tag })}>{tag}</a>
      {onRemove && <IconButton name={`Remove the tag ${tag}`} icon="close" onClick={onRemove} />}
    </li>
  );
}

function NewTag({
  error,
  onAdd,
}: {
  readonly error: string | undefined;
  readonly onAdd: (tag: string) => Promise<boolean>;
}) {
  const [tag, setTag] = useState('');
  const add = async (): Promise<void> => {
    const wanted = tag.trim();
    if (wanted === '' || !(await onAdd(wanted))) return;
    setTag('');
    tell(`Tagged “${wanted}”.`);
  };
  return (
    <form
      class="new-tag"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <TextField label="New tag" value={tag} error={error} onInput={setTag} />
      <Button type="submit" icon="add">
        Add
      </Button>
    </form>
  );
}
