import { ImageServiceError } from '../common/errors';
import { ObjectNotFoundError, RangeNotSatisfiableError, StorageUnavailableError } from './storage.errors';

/** The HTTP status an error of the SDK stands for, `undefined` when no answer came. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata as { httpStatusCode?: number } | undefined;
  return metadata?.httpStatusCode;
}

const REASONS: Readonly<Record<string, string>> = {
  NoSuchBucket: 'the bucket is missing',
  InvalidAccessKeyId: 'the server does not know the key in STORAGE_URL',
  SignatureDoesNotMatch: 'the secret in STORAGE_URL does not fit its key',
  AccessDenied: 'the key in STORAGE_URL may not do this in the bucket',
  RequestTimeTooSkewed: 'the clocks of this machine and of the server differ too much',
  QuotaExceeded: 'the quota is used up',
  TimeoutError: 'no answer in time',
  AbortError: 'no answer in time',
  HeadersTimeoutError: 'no answer in time',
};

/** The error code of S3, as the SDK names its errors; empty when there is none. */
export function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}

/**
 * Translates what the SDK throws into an error of the port. The words are ours: a message of the server may quote the
 * key, the address or the request.
 */
export function s3Answer(error: unknown): ImageServiceError {
  if (error instanceof ImageServiceError) return error;
  const name = nameOf(error);
  if (name === 'NoSuchKey') return new ObjectNotFoundError({ cause: error });
  if (name === 'InvalidRange' || statusOf(error) === 416) return new RangeNotSatisfiableError({ cause: error });
  return new StorageUnavailableError(reasonOf(name, statusOf(error)), { cause: error });
}

function reasonOf(name: string, status: number | undefined): string {
  if (Object.hasOwn(REASONS, name)) return REASONS[name] ?? name;
  if (status === undefined) return 'no connection to the server';
  // HEAD has no body, so its errors have no name but the status.
  if (status === 403) return 'the server refuses the key or the secret in STORAGE_URL';
  if (status === 404) return 'the bucket is missing';
  return `the server answers with status ${status}`;
}
