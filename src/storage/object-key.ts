import { isUuid } from '../common/ids';
import { ObjectKeyRefusedError } from './storage.errors';

/** Longest key in characters: the width of `images.storage_path`. */
export const MAX_KEY_LENGTH = 255;

/** Every kind of file we keep. The extension is the home of the content type, because a file system keeps none. */
const CONTENT_TYPES = {
  avif: 'image/avif',
  bin: 'application/octet-stream',
  dd2vtt: 'application/json',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  json: 'application/json',
  md: 'text/markdown',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  uvtt: 'application/json',
  webp: 'image/webp',
  zip: 'application/zip',
} as const;

/** Extensions that a key may end with, without the dot. */
export type ObjectExtension = keyof typeof CONTENT_TYPES;

/** What a key is made of: ids and hashes, nothing a user wrote. */
export interface ObjectKeyParts {
  /** UUID of the image the object belongs to. */
  readonly imageId: string;
  /** SHA-256 of the object's bytes, or of what determines them; 64 lower-case hex digits. */
  readonly sha256: string;
  /** `original`, `thumb-256` …: 1 to 64 lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly extension: ObjectExtension;
}

/** How every key of `objectKey` begins. */
export const IMAGES_PREFIX = 'images/';

const IMAGE_KEY = /^images\/([0-9a-f]{2})\/(\1[0-9a-f]{6}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/[^/]+$/;
const SHA256 = /^[0-9a-f]{64}$/;
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
// A leading dot is kept for the adapters' own files, so no key can collide with one of them.
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/**
 * The key of one object: `images/<2 hex>/<image uuid>/<name>-<first 32 hex digits of the hash>.<extension>`.
 * Equal bytes of one image and name have one key; the two digits spread folders evenly.
 *
 * @throws ObjectKeyRefusedError when a part is not spelled as `ObjectKeyParts` says
 */
export function objectKey({ imageId, sha256, name, extension }: ObjectKeyParts): string {
  if (!isUuid(imageId)) throw new ObjectKeyRefusedError('the image id is a UUID');
  if (!SHA256.test(sha256)) throw new ObjectKeyRefusedError('the hash is 64 lower-case hex digits');
  if (!NAME.test(name)) throw new ObjectKeyRefusedError('the name is 1 to 64 lower-case letters, digits or hyphens');
  if (!Object.hasOwn(CONTENT_TYPES, extension)) throw new ObjectKeyRefusedError('the extension is a known one');
  const id = imageId.toLowerCase();
  return assertObjectKey(`images/${id.slice(0, 2)}/${id}/${name}-${sha256.slice(0, 32)}.${extension}`);
}

/** How the keys of one image's objects begin, and no others. @throws ObjectKeyRefusedError when the id is not a UUID */
export function imageKeyPrefix(imageId: string): string {
  if (!isUuid(imageId)) throw new ObjectKeyRefusedError('the image id is a UUID');
  const id = imageId.toLowerCase();
  return `${IMAGES_PREFIX}${id.slice(0, 2)}/${id}/`;
}

/**
 * The image that an object belongs to, lower-case; `undefined` for a key that `objectKey` did not make. Keys in byte
 * order come in the order of these ids, which is also PostgreSQL's order of UUIDs.
 */
export function imageIdIn(key: string): string | undefined {
  return IMAGE_KEY.exec(key)?.[2];
}

/**
 * Lets a text through unchanged when it can be nothing but a key: 1 to 255 characters, segments of
 * `A–Z a–z 0–9 . _ -` that do not begin with a dot, joined by single slashes.
 *
 * @throws ObjectKeyRefusedError for traversal, absolute paths, backslashes, NUL, control characters, percent signs, empty segments
 */
export function assertObjectKey(text: string): string {
  if (text.length === 0 || text.length > MAX_KEY_LENGTH) {
    throw new ObjectKeyRefusedError(`1 to ${MAX_KEY_LENGTH} characters`);
  }
  if (!text.split('/').every((segment) => SEGMENT.test(segment))) {
    throw new ObjectKeyRefusedError('letters, digits, dot, hyphen and underscore, no leading dot, single slashes');
  }
  return text;
}

/**
 * Like `assertObjectKey`, for the beginning of keys: may be empty, and may end with one slash.
 *
 * @throws ObjectKeyRefusedError
 */
export function assertObjectPrefix(text: string): string {
  if (text !== '') assertObjectKey(text.endsWith('/') ? text.slice(0, -1) : text);
  return text;
}

/** The content type that a key's extension stands for; `application/octet-stream` when it is none of ours. */
export function contentTypeOf(key: string): string {
  const extension = /\.([a-z0-9]+)$/.exec(key)?.[1];
  return Object.entries(CONTENT_TYPES).find(([known]) => known === extension)?.[1] ?? CONTENT_TYPES.bin;
}
