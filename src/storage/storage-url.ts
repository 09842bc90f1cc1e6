import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ValidationFailedError } from '../common/errors';

/** An S3 server, as read from `s3://…`. */
export interface S3Options {
  readonly kind: 's3';
  /** Base URL of the server, without a path. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
  readonly region: string;
}

/** A folder, as read from `file:///…`. */
export interface FilesystemOptions {
  readonly kind: 'filesystem';
  /** Absolute path. */
  readonly folder: string;
}

export type StorageOptions = S3Options | FilesystemOptions;

const EXPECTED = 's3://key:secret@host:port[/bucket][?tls=1&region=…] or file:///absolute/folder';
// Bucket names of Amazon S3 without the deprecated forms (docs.aws.amazon.com, bucket naming rules, 2026-11).
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const REGION = /^[a-z0-9-]{1,64}$/;
const TLS: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

/**
 * Reads STORAGE_URL.
 *
 * @param bucket used when the URL names none (STORAGE_BUCKET)
 * @throws ValidationFailedError naming the variable and what is expected; never the value, which holds a secret
 */
export function parseStorageUrl(text: string, bucket: string): StorageOptions {
  const url = parsed(text);
  if (url.protocol === 's3:') return s3Options(url, bucket);
  if (url.protocol === 'file:') return filesystemOptions(url);
  throw refused(`expected ${EXPECTED}`);
}

function parsed(text: string): URL {
  // The error of `new URL` carries its input, so it may not become the cause.
  if (!URL.canParse(text)) {
    throw refused(`expected ${EXPECTED}; percent-encode "/", "@", ":", "?" and "#" in the key and the secret`);
  }
  return new URL(text);
}

function s3Options(url: URL, defaultBucket: string): S3Options {
  if (url.hash) throw refused('expected no "#": percent-encode it in the key and the secret');
  const { tls, region } = queryOf(url);
  const accessKeyId = decoded(url.username, 'the key');
  const secretAccessKey = decoded(url.password, 'the secret');
  if (!accessKeyId || !secretAccessKey) throw refused('expected key:secret@ before the host');
  if (!url.hostname) throw refused('expected a host after the "@"');
  const bucket = url.pathname.replace(/^\//, '').replace(/\/$/, '') || defaultBucket;
  if (!BUCKET.test(bucket)) {
    throw refused(
      'expected one bucket name of 3 to 63 lower-case letters, digits, dots or hyphens (or STORAGE_BUCKET)',
    );
  }
  return {
    kind: 's3',
    endpoint: `${tls ? 'https' : 'http'}://${url.host}`,
    accessKeyId,
    secretAccessKey,
    bucket,
    region,
  };
}

function queryOf(url: URL): { tls: boolean; region: string } {
  for (const name of url.searchParams.keys()) {
    if (name !== 'tls' && name !== 'region') throw refused('expected no parameter but tls and region');
  }
  const tls = TLS.get(url.searchParams.get('tls') ?? '0');
  if (tls === undefined) throw refused('expected tls=1 or tls=0');
  const region = url.searchParams.get('region') ?? 'us-east-1';
  if (!REGION.test(region)) throw refused('expected a region of lower-case letters, digits and hyphens');
  return { tls, region };
}

function filesystemOptions(url: URL): FilesystemOptions {
  if (url.host || url.search || url.hash) throw refused('expected file:///absolute/folder and nothing behind it');
  const folder = folderOf(url);
  if (!isAbsolute(folder) || folder.includes('\0') || /^\/*$/.test(folder)) {
    throw refused('expected file:///absolute/folder, a folder of its own');
  }
  return { kind: 'filesystem', folder };
}

function folderOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw refused('expected file:///absolute/folder with well-formed percent-encoding');
  }
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused(`expected ${what} in well-formed percent-encoding`);
  }
}

function refused(message: string): ValidationFailedError {
  return new ValidationFailedError([{ path: 'STORAGE_URL', message }]);
}
