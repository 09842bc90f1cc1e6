import type { AcceptedPicture, Image, Kind, Page } from './api-types';
import { ask, askJson } from './http';

/** What a list of pictures is narrowed to; empty members do not count. */
export interface ImageFilter {
  readonly kind?: string;
  readonly campaign_id?: string;
  readonly character_id?: string;
  readonly tag?: string;
  /** Words that are looked for. */
  readonly q?: string;
  readonly status?: string;
}

/** Metadata with the version they have, for changes that must not overwrite another's. */
export interface TaggedImage {
  readonly image: Image;
  readonly etag: string;
}

const at = (id: string, rest = ''): string => `api/v1/images/${encodeURIComponent(id)}${rest}`;

/** Pictures, newest first. */
export function listImages(filter: ImageFilter, cursor?: string, signal?: AbortSignal): Promise<Page<Image>> {
  return askJson('api/v1/images', { query: { ...filter, limit: 50, cursor }, signal });
}

/** One picture. */
export async function readImage(id: string, signal?: AbortSignal): Promise<TaggedImage> {
  return tagged(await ask(at(id), { signal }));
}

/** All versions of a picture, newest first. */
export async function readHistory(id: string, signal?: AbortSignal): Promise<readonly Image[]> {
  return (await askJson<{ items: Image[] }>(at(id, '/history'), { signal })).items;
}

/** What determines a picture; its members depend on the kind. */
export function readRecipe(id: string, signal?: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  return askJson(at(id, '/recipe'), { signal });
}

/** Replaces all tags. @throws ApiError 412 when somebody else has changed the picture meanwhile */
export async function changeTags({ image, etag }: TaggedImage, tags: readonly string[]): Promise<TaggedImage> {
  const headers = { 'If-Match': etag };
  return tagged(await ask(at(image.id, '/metadata'), { method: 'PATCH', body: { tags }, headers }));
}

/** Deletes a picture with all its files. */
export async function deleteImage(id: string, kind: Kind): Promise<void> {
  await ask(`api/v1/${kind}s/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** Asks for a portrait to be made again. @param keep what stays of the old one */
export function regeneratePortrait(
  id: string,
  body: { readonly keep: string; readonly changes?: Readonly<Record<string, unknown>> },
): Promise<AcceptedPicture> {
  return askJson(`api/v1/portraits/${encodeURIComponent(id)}/regenerate`, { method: 'POST', body });
}

async function tagged(response: Response): Promise<TaggedImage> {
  return { image: (await response.json()) as Image, etag: response.headers.get('ETag') ?? '' };
}
