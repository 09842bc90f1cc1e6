import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { assertObjectKey, assertObjectPrefix, contentTypeOf } from './object-key';
import {
  assertByteRange,
  assertObject,
  type ByteRange,
  type ListedObject,
  type ObjectFacts,
  type ObjectHead,
  ObjectStore,
  type ObjectStream,
} from './object-store';
import { nameOf, s3Answer, statusOf } from './s3-answer';
import { type S3Limits, s3Client } from './s3-client';
import { S3Reads } from './s3-reads';
import { StorageUnavailableError } from './storage.errors';
import type { S3Options } from './storage-url';

/** A request of DeleteObjects names at most 1,000 keys, a page of ListObjectsV2 holds at most as many (S3 API, 2026-11). */
const PAGE = 1000;

// A request may have to wait for a connection that an idle stream holds, so `answerMs` is longer than `idleMs`.
const DEFAULT_LIMITS: S3Limits = { connectMs: 1000, idleMs: 10_000, answerMs: 12_000, operationMs: 20_000 };

/** Objects in a bucket of any S3 server, addressed by path. */
export class S3ObjectStore extends ObjectStore {
  private readonly client: S3Client;
  private readonly reads: S3Reads;
  private readonly bucket: string;

  /** @param limits how long to wait, in milliseconds; shorter in tests */
  constructor(
    private readonly options: S3Options,
    private readonly limits: S3Limits = DEFAULT_LIMITS,
  ) {
    super();
    this.client = s3Client(options, limits);
    this.reads = new S3Reads(options, limits, this.client);
    this.bucket = options.bucket;
  }

  async put(key: string, bytes: Buffer, facts: ObjectFacts): Promise<void> {
    assertObject(key, bytes, facts);
    try {
      await this.putOnce(key, bytes, facts);
    } catch (error) {
      // The store was away, or empty again, when `prepare` ran.
      if (!isMissingBucket(error)) throw error;
      await this.prepare();
      await this.putOnce(key, bytes, facts);
    }
  }

  async get(key: string): Promise<Buffer> {
    assertObjectKey(key);
    return this.within(this.limits.operationMs, (deadline) => this.reads.get(key, deadline));
  }

  async stream(key: string, range?: ByteRange): Promise<ObjectStream> {
    assertObjectKey(key);
    if (range) assertByteRange(range);
    // The deadline ends with the headers: how long the bytes take is up to whom they are for, idle sockets are cut.
    return this.within(this.limits.operationMs, (deadline) => this.reads.stream(key, range, deadline));
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    assertObjectKey(key);
    const command = new HeadObjectCommand({ Bucket: this.bucket, Key: key });
    return this.within(this.limits.operationMs, async (abortSignal) => {
      try {
        const answer = await this.client.send(command, { abortSignal });
        return { sizeBytes: answer.ContentLength ?? 0, contentType: answer.ContentType ?? contentTypeOf(key) };
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
        // HEAD answers 404 without a body for a missing bucket, too; that is no missing object.
        await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }), { abortSignal });
        return undefined;
      }
    });
  }

  async delete(keys: readonly string[]): Promise<void> {
    keys.forEach(assertObjectKey);
    for (let from = 0; from < keys.length; from += PAGE) await this.deletePage(keys.slice(from, from + PAGE));
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    assertObjectPrefix(prefix);
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, ContinuationToken: token });
      const page = await this.within(this.limits.operationMs, (abortSignal) =>
        this.client.send(command, { abortSignal }),
      );
      for (const { Key, Size, LastModified } of page.Contents ?? []) {
        if (Key !== undefined) yield { key: Key, sizeBytes: Size ?? 0, modifiedAt: LastModified ?? new Date(0) };
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async check(): Promise<void> {
    await this.within(this.limits.connectMs * 2, (abortSignal) =>
      this.client.send(new HeadBucketCommand({ Bucket: this.bucket }), { abortSignal }),
    );
  }

  async prepare(): Promise<void> {
    await this.within(this.limits.operationMs, async (abortSignal) => {
      const head = () => this.client.send(new HeadBucketCommand({ Bucket: this.bucket }), { abortSignal });
      try {
        await head();
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
        await this.createBucket(abortSignal);
        // Also when another replica was quicker: what counts is that the bucket is there and ours.
        await head();
      }
    });
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.reads.close();
  }

  private async putOnce(key: string, bytes: Buffer, facts: ObjectFacts): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: bytes,
      ContentLength: bytes.length,
      ContentType: facts.contentType,
    });
    // The signer would hash the bytes a second time; and the server compares them with this hash (Signature Version 4).
    command.middlewareStack.add(
      (next) => (args) => {
        const { request } = args as { request?: { headers?: Record<string, string> } };
        if (request?.headers) request.headers['x-amz-content-sha256'] = facts.sha256;
        return next(args);
      },
      { step: 'build', name: 'payloadHashMiddleware' },
    );
    await this.within(this.limits.operationMs, (abortSignal) => this.client.send(command, { abortSignal }));
  }

  private async deletePage(keys: readonly string[]): Promise<void> {
    const command = new DeleteObjectsCommand({
      Bucket: this.bucket,
      Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
    });
    const answer = await this.within(this.limits.operationMs, (abortSignal) =>
      this.client.send(command, { abortSignal }),
    );
    const failed = (answer.Errors ?? []).filter(({ Code }) => Code !== 'NoSuchKey');
    if (failed.length > 0)
      throw new StorageUnavailableError(`${failed.length} of ${keys.length} objects were not removed`);
  }

  private async createBucket(abortSignal: AbortSignal): Promise<void> {
    const { region } = this.options;
    // us-east-1 is the one region that may not be named (CreateBucket, S3 API, 2026-11).
    const CreateBucketConfiguration =
      region === 'us-east-1' ? undefined : { LocationConstraint: region as 'eu-west-1' };
    try {
      await this.client.send(new CreateBucketCommand({ Bucket: this.bucket, CreateBucketConfiguration }), {
        abortSignal,
      });
    } catch (error) {
      if (statusOf(error) !== 409) throw error;
    }
  }

  /** One operation, its retries included, under one deadline; faults leave it as errors of the port. */
  private async within<T>(limitMs: number, operation: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), limitMs);
    try {
      return await operation(deadline.signal);
    } catch (error) {
      throw s3Answer(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

function isMissingBucket(error: unknown): boolean {
  return error instanceof StorageUnavailableError && nameOf(error.cause) === 'NoSuchBucket';
}
