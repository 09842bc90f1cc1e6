import { createHmac, hash } from 'node:crypto';
import type { S3Options } from './storage-url';

/** SHA-256 of no bytes: what a request without a body is signed with. */
const NO_BODY = hash('sha256', '');

/** A request without a body, as far as it is signed. */
export interface RequestToSign {
  readonly method: 'GET' | 'HEAD';
  /** Begins with a slash and holds nothing that would have to be percent-encoded. */
  readonly path: string;
  /** Signed along with the host; names in lower case, values without spaces at their ends. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Signs requests that have neither a body nor a query (Signature Version 4, docs.aws.amazon.com/AmazonS3, "Authenticating
 * Requests", 2026-11). The SDK's own signer is made for every service and costs more than the request that it signs.
 */
export class S3Signature {
  private readonly host: string;
  /** It is good for one day in UTC, and four hashes to make. */
  private key?: { readonly day: string; readonly bytes: Buffer };

  constructor(private readonly options: Pick<S3Options, 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'>) {
    this.host = new URL(options.endpoint).host;
  }

  /** @returns the headers to send: those of the request and what proves who sends them, good for 15 minutes around `at` */
  sign({ method, path, headers }: RequestToSign, at: Date): Record<string, string> {
    const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const sent = { ...headers, 'x-amz-content-sha256': NO_BODY, 'x-amz-date': time };
    const signed = Object.entries({ ...sent, host: this.host }).sort(([one], [other]) => (one < other ? -1 : 1));
    const names = signed.map(([name]) => name).join(';');
    const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
    const canonical = `${method}\n${path}\n\n${lines}\n${names}\n${NO_BODY}`;

    const day = time.slice(0, 8);
    const scope = `${day}/${this.options.region}/s3/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical)}`;
    const signature = createHmac('sha256', this.keyOf(day)).update(text).digest('hex');
    const credential = `${this.options.accessKeyId}/${scope}`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
    return { ...sent, authorization };
  }

  private keyOf(day: string): Buffer {
    if (this.key?.day !== day) {
      const secret: Buffer = Buffer.from(`AWS4${this.options.secretAccessKey}`);
      const parts = [day, this.options.region, 's3', 'aws4_request'];
      const bytes = parts.reduce((key, part) => createHmac('sha256', key).update(part).digest(), secret);
      this.key = { day, bytes };
    }
    return this.key.bytes;
  }
}
