import { SignatureV4 } from '@smithy/signature-v4';
import { createHash, createHmac } from 'node:crypto';
import { S3Signature } from './s3-signature';

/** The example keys of Amazon's documentation; they open nothing. */
const KEYS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const AMAZON = { ...KEYS, endpoint: 'https://examplebucket.s3.amazonaws.com', region: 'us-east-1' };
const request = { method: 'GET', path: '/images/ab/some-id/original-0123.png', headers: {} } as const;

describe('S3Signature', () => {
  it("signs Amazon's example of a ranged GET as Amazon does", () => {
    const signature = new S3Signature(AMAZON);

    const headers = signature.sign(
      { method: 'GET', path: '/test.txt', headers: { range: 'bytes=0-9' } },
      new Date('2013-05-24T00:00:00Z'),
    );

    // "Signature Calculations for the Authorization Header", example GET Object (docs.aws.amazon.com/AmazonS3, 2026-11).
    expect(headers.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
        'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, ' +
        'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
    expect(headers).toMatchObject({ range: 'bytes=0-9', 'x-amz-date': '20130524T000000Z' });
  });

  it.each(['http://127.0.0.1:9000', 'http://[::1]:9000', 'http://store:80', 'https://store.example'])(
    "agrees with the SDK's signer for %s",
    async (endpoint) => {
      const at = new Date('2026-11-23T07:08:09.010Z');
      const theirs = sdkSigner('eu-west-1');
      const { host, hostname } = new URL(endpoint);
      const body = createHash('sha256').update('').digest('hex');
      const sent = { host, 'x-amz-content-sha256': body };

      const headers = new S3Signature({ ...KEYS, endpoint, region: 'eu-west-1' }).sign(request, at);

      const signed = await theirs.sign({ ...request, protocol: 'http:', hostname, headers: sent }, { signingDate: at });
      expect(headers.authorization).toBe(signed.headers.authorization);
    },
  );

  it('signs on the next day with the key of that day', () => {
    const signature = new S3Signature(AMAZON);
    const fresh = new S3Signature(AMAZON);
    const tomorrow = new Date('2026-11-24T00:00:00Z');
    signature.sign(request, new Date('2026-11-23T23:59:59Z'));

    const headers = signature.sign(request, tomorrow);

    expect(headers).toEqual(fresh.sign(request, tomorrow));
  });

  it('shows the secret in no header', () => {
    const headers = new S3Signature(AMAZON).sign(request, new Date());

    expect(JSON.stringify(headers)).not.toContain(KEYS.secretAccessKey);
  });
});

function sdkSigner(region: string): SignatureV4 {
  const sha256 = class {
    private readonly hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

    constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
      this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', Buffer.from(secret as Uint8Array));
    }

    update(data: Uint8Array | string): void {
      this.hash.update(data);
    }

    digest(): Promise<Uint8Array> {
      return Promise.resolve(this.hash.digest());
    }

    reset(): void {
      throw new Error('a hash is used once');
    }
  };
  return new SignatureV4({ credentials: KEYS, region, service: 's3', sha256, uriEscapePath: false });
}
