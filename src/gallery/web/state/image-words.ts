import type { Image } from '../api/api-types';

const NAMES: Readonly<Record<string, string>> = { portrait: 'Portrait', token: 'Token', map: 'Map', item: 'Item' };

/** What a kind is called. */
export function kindName(kind: string): string {
  return NAMES[kind] ?? kind;
}

/** What a picture is called: the name it was given, else what it shows. */
export function titleOf(image: Image): string {
  const { name } = image.metadata;
  if (typeof name === 'string' && name.trim() !== '') return name;
  const shown = image.character_id ?? image.location_id;
  return shown === null ? kindName(image.kind) : `${kindName(image.kind)} of ${shown}`;
}

/** What is said in place of a picture. */
export function altOf(image: Image): string {
  const { description } = image.metadata;
  const said = typeof description === 'string' ? description : image.tags.join(', ');
  const title = titleOf(image);
  const kind = title.startsWith(kindName(image.kind)) ? '' : `, ${image.kind}`;
  return `${title}${kind}${said === '' ? '' : `: ${said}`}`;
}

/** What a theme is called: `space_fantasy` is Space fantasy. */
export function themeName(theme: string): string {
  return theme.charAt(0).toUpperCase() + theme.slice(1).replaceAll('_', ' ');
}

/** A count of bytes as people say it. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A time as this browser's people write it. */
export function timeText(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The path of the smallest stored file that is at least so wide; the original when none is. */
export function fileAtLeast(image: Image, widthPx: number): string {
  const previews = image.variants.filter(({ name }) => ['thumb', 'small', 'medium', 'large'].includes(name));
  const fitting = previews.filter(({ width }) => width >= widthPx).sort((a, b) => a.width - b.width)[0];
  if (fitting !== undefined && fitting.width < image.width) return variantPath(image.id, fitting.name);
  return contentPath(image.id);
}

/** Where a stored variant is. */
export function variantPath(id: string, name: string): string {
  return `api/v1/images/${encodeURIComponent(id)}/variants/${encodeURIComponent(name)}`;
}

/** Where the stored original is. */
export function contentPath(id: string): string {
  return `api/v1/images/${encodeURIComponent(id)}/content`;
}
