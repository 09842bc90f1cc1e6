import { useEffect } from 'preact/hooks';
import { go, hashOf } from '../state/route';
import { lastListHash, neighboursOf } from '../state/use-image-list';
import { Icon } from './icon';

/** The way back to all pictures, and to the one before and after in the list that was shown last. */
export function Steps({ id }: { readonly id: string }) {
  const { before, after } = neighboursOf(id);
  return (
    <nav class="steps" aria-label="Way">
      <a class="button button-quiet" href={lastListHash()}>
        <Icon name="back" /> All pictures
      </a>
      <span class="steps-pair">
        {before && (
          <a
            class="icon-button"
            href={hashOf(['images', before.id])}
            aria-label="Newer picture"
            title="Newer picture (←)"
          >
            <Icon name="back" />
          </a>
        )}
        {after && (
          <a
            class="icon-button"
            href={hashOf(['images', after.id])}
            aria-label="Older picture"
            title="Older picture (→)"
          >
            <Icon name="next" />
          </a>
        )}
      </span>
    </nav>
  );
}

/** Left and right go to the neighbours, Escape to all pictures; not while something is written or a dialog is open. */
export function useArrowKeys(id: string): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isElsewhere(event.target)) return;
      const { before, after } = neighboursOf(id);
      if (event.key === 'Escape') go(lastListHash());
      if (event.key === 'ArrowLeft' && before) go(hashOf(['images', before.id]));
      if (event.key === 'ArrowRight' && after) go(hashOf(['images', after.id]));
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [id]);
}

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, dialog, pre') !== null;
}
