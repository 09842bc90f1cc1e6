import type { ComponentChildren } from 'preact';
import type { Image } from '../api/api-types';
import { bytesText, kindName, themeName, timeText } from '../state/image-words';
import { hashOf } from '../state/route';

/** Names with what they stand for; what is absent is left out. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ComponentChildren])[] }) {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What a picture is and whom it belongs to. */
export function AboutImage({ image }: { readonly image: Image }) {
  const narrowed = (name: string, value: string | null) =>
    value && <a href={hashOf(['pictures'], { [name]: value })}>{value}</a>;
  return (
    <Facts
      facts={[
        ['Kind', kindName(image.kind)],
        ['Theme', themeName(image.theme)],
        ['Campaign', narrowed('campaign_id', image.campaign_id)],
        ['Character', narrowed('character_id', image.character_id)],
        ['Location', image.location_id],
        ['Owner', image.owner_id],
        ['Made', <time dateTime={image.created_at}>{timeText(image.created_at)}</time>],
        ['Size', `${image.width} × ${image.height} px, ${bytesText(image.size_bytes)}`],
        ['Seed', image.seed],
      ]}
    />
  );
}

/** Where a picture comes from, for those who must be able to tell. */
export function Provenance({ image }: { readonly image: Image }) {
  const link = (id: string | null) => id && <a href={hashOf(['images', id])}>{id}</a>;
  return (
    <>
      <Facts
        facts={[
          ['Image', <code>{image.id}</code>],
          ['Version', image.image_version],
          ['Asked for by job', <a href={hashOf(['jobs', image.job_id])}>{image.job_id}</a>],
          ['Made of', link(image.parent_id)],
          ['Takes the place of', link(image.supersedes)],
          ['SHA-256', <code>{image.sha256}</code>],
        ]}
      />
      <p class="quiet small">The file itself says, in its metadata, that and how a program made it.</p>
    </>
  );
}
