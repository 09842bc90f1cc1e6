import { useEffect, useRef, useState } from 'preact/hooks';
import type { Image } from '../api/api-types';
import type { ImageFilter } from '../api/images';
import { Button } from '../components/button';
import { PageTitle } from '../components/page-title';
import { FilterToggle, isNarrowed, PictureFilter } from '../components/picture-filter';
import { PictureWall, WallSkeleton } from '../components/picture-wall';
import { EmptyState, ErrorState, Loading } from '../components/states';
import { go, hashOf, type Route } from '../state/route';
import { session } from '../state/session';
import { type ImageList, useImageList } from '../state/use-image-list';
import { useStore } from '../state/use-store';
import { useVisible } from '../state/use-visible';

/** All pictures, narrowed by the address. */
export function PicturesPage({ route }: { readonly route: Route }) {
  const filter = filterOf(route);
  const list = useImageList(filter);
  const known = useKnown(list.items);
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="pictures">
      <div class="pictures-head">
        <PageTitle>Pictures</PageTitle>
        <p class="count" role="status">
          {countText(list)}
        </p>
        <FilterToggle isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
      </div>
      <div class={isOpen ? 'filter-fold is-open' : 'filter-fold'}>
        <PictureFilter {...{ filter, known }} onChange={(changed) => go(hashOf(['pictures'], { ...changed }), true)} />
      </div>
      <Wall list={list} filter={filter} />
    </div>
  );
}

function Wall({ list, filter }: { readonly list: ImageList; readonly filter: ImageFilter }) {
  const { items, isLoading, error } = list;
  if (items.length === 0 && error !== undefined) return <ErrorState error={error} onRetry={list.more} />;
  if (items.length === 0 && isLoading) {
    return (
      <Loading label="Loading pictures">
        <WallSkeleton />
      </Loading>
    );
  }
  if (items.length === 0) return <Nothing isNarrowed={isNarrowed(filter) || filter.kind !== undefined} />;
  return (
    <>
      <PictureWall images={items} label="Pictures, newest first" />
      <WallEnd list={list} />
    </>
  );
}

/** Fetches on when it comes near; the button is for those who do not scroll. */
function WallEnd({ list }: { readonly list: ImageList }) {
  const end = useRef<HTMLDivElement>(null);
  const isNear = useVisible(end, '800px 0px');
  const { items, hasMore, isLoading, error, more } = list;
  useEffect(() => {
    if (isNear && hasMore && error === undefined) more();
  }, [isNear, hasMore, items.length]);
  return (
    <div class="wall-end" ref={end}>
      {error !== undefined && <ErrorState error={error} onRetry={more} />}
      {hasMore && error === undefined && (
        <Button isBusy={isLoading} onClick={more}>
          {isLoading ? 'Loading more …' : 'Load more'}
        </Button>
      )}
    </div>
  );
}

function Nothing({ isNarrowed }: { readonly isNarrowed: boolean }) {
  if (isNarrowed) {
    return (
      <EmptyState title="No picture is like this" icon="search">
        <p>Fewer words or another filter may find some.</p>
        <a class="button button-plain" href={hashOf(['pictures'])}>
          Show all pictures
        </a>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No pictures yet">
      <p>They appear here as soon as they are painted: when a character is made, or when you ask for one.</p>
    </EmptyState>
  );
}

function filterOf({ query }: Route): ImageFilter {
  const { kind, campaign_id, character_id, tag, q } = query;
  return { kind, campaign_id, character_id, tag, q };
}

function countText({ items, hasMore, isLoading }: ImageList): string {
  if (items.length === 0) return isLoading ? 'Loading …' : 'none';
  return `${items.length}${hasMore ? ' shown, there are more' : items.length === 1 ? ' picture' : ' pictures'}`;
}

/** Campaigns, characters and tags that the token or the pictures so far name. */
function useKnown(items: readonly Image[]) {
  const who = useStore(session);
  const campaigns = who.state === 'in' ? who.claims.campaigns : [];
  const unique = (texts: readonly (string | null)[]): string[] =>
    [...new Set(texts.filter((text): text is string => text !== null))].sort();
  return {
    campaign_id: unique([...campaigns, ...items.map((image) => image.campaign_id)]),
    character_id: unique(items.map((image) => image.character_id)),
    tag: unique(items.flatMap((image) => image.tags)),
  };
}
