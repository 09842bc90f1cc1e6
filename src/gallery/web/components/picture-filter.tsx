import { useEffect, useState } from 'preact/hooks';
import { KINDS } from '../api/api-types';
import type { ImageFilter } from '../api/images';
import { kindName } from '../state/image-words';
import { hashOf } from '../state/route';
import { Button } from './button';
import { TextField } from './field';
import { Icon } from './icon';

/** Writing may pause so long before it is looked for. */
const PAUSE_MS = 350;

/** The members of a filter that are texts. */
type TextMember = 'q' | 'campaign_id' | 'character_id' | 'tag';

const FIELDS: readonly { readonly name: TextMember; readonly label: string }[] = [
  { name: 'campaign_id', label: 'Campaign' },
  { name: 'character_id', label: 'Character' },
  { name: 'tag', label: 'Tag' },
];

/** What the pictures are narrowed to; every change is told at once, or after a pause in writing. */
export function PictureFilter({
  filter,
  known,
  onChange,
}: {
  readonly filter: ImageFilter;
  /** Values that are offered. */
  readonly known: Readonly<Partial<Record<TextMember, readonly string[]>>>;
  readonly onChange: (filter: ImageFilter) => void;
}) {
  const set = (name: TextMember) => (value: string) => onChange({ ...filter, [name]: value.trim() || undefined });
  return (
    <search class="filter">
      <Kinds filter={filter} />
      <div class="filter-fields">
        <PausedField label="Search" type="search" value={filter.q ?? ''} onValue={set('q')} placeholder="Any words" />
        {FIELDS.map(({ name, label }) => (
          <PausedField
            key={name}
            label={label}
            value={filter[name] ?? ''}
            onValue={set(name)}
            suggestions={known[name]}
          />
        ))}
        {isNarrowed(filter) && (
          <Button tone="quiet" icon="close" onClick={() => onChange({ kind: filter.kind })}>
            Clear
          </Button>
        )}
      </div>
    </search>
  );
}

/** Whether anything but the kind narrows the list. */
export function isNarrowed({ kind: _kind, ...rest }: ImageFilter): boolean {
  return Object.values(rest).some(Boolean);
}

function Kinds({ filter }: { readonly filter: ImageFilter }) {
  const link = (kind: string | undefined, text: string) => (
    <li key={text}>
      <a href={hashOf(['pictures'], { ...filter, kind })} aria-current={filter.kind === kind ? 'true' : undefined}>
        {text}
      </a>
    </li>
  );
  return (
    <ul class="kinds" aria-label="Kind">
      {link(undefined, 'All')}
      {KINDS.map((kind) => link(kind, `${kindName(kind)}s`))}
    </ul>
  );
}

/** A field that tells its value when writing pauses. */
function PausedField({
  value,
  onValue,
  ...rest
}: {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly type?: 'text' | 'search';
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
}) {
  const [written, setWritten] = useState(value);
  useEffect(() => setWritten(value), [value]);
  useEffect(() => {
    if (written === value) return undefined;
    const timer = setTimeout(() => onValue(written), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [written]);
  return <TextField {...rest} value={written} onInput={setWritten} />;
}

/** The filter on small screens, folded away. */
export function FilterToggle({ isOpen, onToggle }: { readonly isOpen: boolean; readonly onToggle: () => void }) {
  return (
    <button type="button" class="filter-toggle" aria-expanded={isOpen} onClick={onToggle}>
      <Icon name="search" /> Filter
    </button>
  );
}
