import type { Readable } from 'node:stream';
import { sha256 } from '../common/canonical-json';
import { assertObjectKey, contentTypeOf } from './object-key';
import { ObjectFactsRefusedError, RangeNotSatisfiableError } from './storage.errors';

/** What the caller knows about the bytes it hands over; both are checked before anything is stored. */
export interface ObjectFacts {
  /** The type that the key's extension stands for (`contentTypeOf`), without parameters. */
  readonly contentType: string;
  /** SHA-256 of the bytes, 64 lower-case hex digits. */
  readonly sha256: string;
}

/** First and last byte, both included, counted from 0; an `end` behind the last byte means the last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** An object on its way out. */
export interface ObjectStream {
  /** The bytes asked for; must be read to its end or destroyed, and may fail midway with `error`. */
  readonly body: Readable;
  /** Size of the whole object in bytes, also when only a range of it was asked for. */
  readonly sizeBytes: number;
  readonly contentType?: string;
}

/** What is known of an object without reading it. */
export interface ObjectHead {
  readonly sizeBytes: number;
  readonly contentType: string;
}

/** One line of a listing. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/**
 * Where bytes live. Keys come from `objectKey` and hold a content hash, so one key always means the same bytes:
 * writing twice is harmless and nothing is ever changed in place.
 *
 * Every method throws ObjectKeyRefusedError for a text that is no key and StorageUnavailableError, within a bounded
 * time, when the store cannot answer.
 */
export abstract class ObjectStore {
  /** Stores all bytes or none: a reader sees nothing or everything; throws ObjectFactsRefusedError when `facts` are not those of the bytes and the key. */
  abstract put(key: string, bytes: Buffer, facts: ObjectFacts): Promise<void>;

  /** The whole object in memory; throws ObjectNotFoundError. */
  abstract get(key: string): Promise<Buffer>;

  /** The object, or a range of it, as a stream; throws ObjectNotFoundError and RangeNotSatisfiableError before the first byte. */
  abstract stream(key: string, range?: ByteRange): Promise<ObjectStream>;

  /** Size and type without the bytes, `undefined` when there is no such object. */
  abstract head(key: string): Promise<ObjectHead | undefined>;

  /** Removes all of `keys`, any number of them; missing ones are fine. */
  abstract delete(keys: readonly string[]): Promise<void>;

  /** Every object whose key begins with `prefix` (`''` = all), in byte order of the keys, fetched page by page while iterating. */
  abstract list(prefix: string): AsyncIterable<ListedObject>;

  /** Resolves when the store would answer a request now; cheap enough to ask every few seconds. */
  abstract check(): Promise<void>;

  /** Creates the bucket or folder when it is missing; any number of replicas may do so at once. */
  abstract prepare(): Promise<void>;

  /** Lets go of all connections; the store is not used afterwards. */
  abstract close(): Promise<void>;
}

/**
 * The gate of every `put`: an immutable URL with wrong bytes behind it could never be mended.
 *
 * @throws ObjectKeyRefusedError
 * @throws ObjectFactsRefusedError when the bytes have another hash or the key's extension stands for another type
 */
export function assertObject(key: string, bytes: Buffer, facts: ObjectFacts): void {
  assertObjectKey(key);
  if (facts.contentType !== contentTypeOf(key))
    throw new ObjectFactsRefusedError('the extension stands for another type');
  if (facts.sha256 !== sha256(bytes)) throw new ObjectFactsRefusedError('the bytes have another SHA-256');
}

/** @throws RangeNotSatisfiableError unless `range` is two whole numbers, 0 or more, in order */
export function assertByteRange(range: ByteRange): void {
  const { start, end } = range;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new RangeNotSatisfiableError();
  }
}
