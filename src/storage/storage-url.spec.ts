import { ValidationFailedError } from '../common/errors';
import { parseStorageUrl } from './storage-url';

describe('parseStorageUrl', () => {
  it('reads an S3 server', () => {
    expect(parseStorageUrl('s3://minioadmin:hunter2@localhost:9000/pictures?tls=1&region=eu-west-1', 'images')).toEqual(
      {
        kind: 's3',
        endpoint: 'https://localhost:9000',
        accessKeyId: 'minioadmin',
        secretAccessKey: 'hunter2',
        bucket: 'pictures',
        region: 'eu-west-1',
      },
    );
  });

  it('takes the bucket from its variable, plain HTTP and us-east-1 when the URL says nothing', () => {
    expect(parseStorageUrl('s3://key:secret@[::1]:9000', 'images')).toMatchObject({
      endpoint: 'http://[::1]:9000',
      bucket: 'images',
      region: 'us-east-1',
    });
  });

  it('decodes the key and the secret', () => {
    expect(parseStorageUrl('s3://a%40b:te%2Fst%2Bse%3Acret%25@host:1', 'images')).toMatchObject({
      accessKeyId: 'a@b',
      secretAccessKey: 'te/st+se:cret%',
    });
  });

  it('reads a folder', () => {
    expect(parseStorageUrl('file:///var/lib/my%20images', 'images')).toEqual({
      kind: 'filesystem',
      folder: '/var/lib/my images',
    });
  });

  it.each([
    '',
    'hunter2',
    's3://',
    's3://host:9000',
    's3://key@host:9000',
    's3://:hunter2@host:9000',
    's3://key:hunter2@',
    's3://key:hunt/er2@host:9000',
    's3://key:hunt#er2@host:9000',
    's3://key:hunter2%@host:9000',
    's3://key:hunter2@host:99999',
    's3://key:hunter2@host:9000/two/parts',
    's3://key:hunter2@host:9000/UPPER',
    's3://key:hunter2@host:9000/../x',
    's3://key:hunter2@host:9000?tls=maybe',
    's3://key:hunter2@host:9000?tls=constructor',
    's3://key:hunter2@host:9000?secret=hunter2',
    's3://key:hunter2@host:9000?region=../hunter2',
    'https://key:hunter2@host:9000',
    'file://hunter2/dir',
    'file:///',
    'file:///dir?hunter2=1',
    'file:///dir%00hunter2',
    'file:///dir%2Fhunter2',
    'file:///dir%zzhunter2',
  ])('refuses %j, naming the variable and never the value', (text) => {
    let failure: unknown;

    try {
      parseStorageUrl(text, 'images');
    } catch (error) {
      failure = error;
    }

    expect(failure).toBeInstanceOf(ValidationFailedError);
    expect(failure).toMatchObject({ faults: [{ path: 'STORAGE_URL', message: expect.stringContaining('expected') }] });
    expect(`${String(failure)} ${JSON.stringify(failure)} ${String((failure as Error).cause)}`).not.toContain('hunt');
  });

  it('refuses a bucket variable that is no bucket name', () => {
    expect(() => parseStorageUrl('s3://key:secret@host:9000', 'No Bucket')).toThrow(ValidationFailedError);
  });
});
