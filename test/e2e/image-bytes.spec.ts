import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { eventually } from '../support/eventually';
import { HubStranger } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

/** A portrait over HTTP in every form, with real S3 and Redis behind it. */
describe('The bytes of a portrait', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let content: string;
  let size: { width: number; height: number };

  beforeAll(async () => {
    service = await startServiceUnderTest({
      STORAGE_URL: process.env.TEST_S3_URL ?? '',
      STORAGE_BUCKET: 'e2e-bytes',
      CACHE_URL: process.env.TEST_REDIS_URL ?? '',
    });
    hub = await HubStranger.join(service.hubUrl);
    const request = { type: 'portrait', data: { description: 'an old dwarf with a red beard' }, user_id: 'ada' };
    const [made] = await hub.answers(await hub.publish('generation.requested', request));
    const image = `/api/v1/images/${String(made?.payload.image_id)}`;
    content = `${image}/content`;
    const { width, height } = (await (await get(image)).json()) as typeof size;
    size = { width, height };
  }, 60_000);

  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
  });

  const get = (path: string, headers: Record<string, string> = {}, sub = 'ada'): Promise<Response> =>
    fetch(service.url + path, { headers: { authorization: `Bearer ${tokenFor({ sub })}`, ...headers } });
  const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());

  it.each(['avif', 'webp', 'png', 'jpeg'])('come as %s by address and by Accept: the same picture', async (format) => {
    const byAddress = await get(`${content}?format=${format}`);
    const byAccept = await get(content, { accept: `image/${format}` });

    const bytes = await bytesOf(byAddress);
    expect([byAddress.status, byAccept.status]).toEqual([200, 200]);
    expect(byAccept.headers.get('content-type')).toBe(`image/${format}`);
    expect(byAccept.headers.get('etag')).toBe(byAddress.headers.get('etag'));
    expect((await bytesOf(byAccept)).equals(bytes)).toBe(true);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: format === 'avif' ? 'heif' : format, ...size });
    await kept(`portrait.${format}.png`, bytes);
  });

  it('look alike in every format', async () => {
    const average = async (format: string): Promise<number[]> => {
      const bytes = await bytesOf(await get(`${content}?format=${format}&w=256`));
      const { channels } = await sharp(bytes).flatten({ background: '#ffffff' }).stats();
      return channels.map(({ mean }) => mean);
    };

    const png = await average('png');
    for (const format of ['avif', 'webp', 'jpeg']) {
      const other = await average(format);
      other.forEach((mean, channel) => expect(Math.abs(mean - (png[channel] ?? 0))).toBeLessThan(2));
    }
  });

  it('come in the sizes of the list, small ones in few bytes', async () => {
    const large = await bytesOf(await get(`${content}?w=512&format=webp`));
    const small = await bytesOf(await get(`${content}?w=128&h=128&fit=cover&format=webp`));

    expect(await sharp(small).metadata()).toMatchObject({ width: 128, height: 128 });
    expect(small.length).toBeLessThan(large.length / 2);
    expect((await get(`${content}?w=100`)).status).toBe(400);
  });

  it('are not sent twice, and in part when a part is asked for', async () => {
    const first = await get(content);
    const etag = first.headers.get('etag') ?? '';
    const whole = await bytesOf(first);

    const again = await get(content, { 'if-none-match': etag });
    const part = await get(content, { range: 'bytes=8-15', 'if-range': etag });

    expect(again.status).toBe(304);
    expect(part.status).toBe(206);
    expect((await bytesOf(part)).equals(whole.subarray(8, 16))).toBe(true);
    const head = await fetch(service.url + content, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${tokenFor({ sub: 'ada' })}` },
    });
    expect(head.headers.get('content-length')).toBe(String(whole.length));
  });

  it('are nobody else`s, whatever the cache holds', async () => {
    const etag = (await get(content)).headers.get('etag') ?? '';

    const answers = [
      await get(content, {}, 'eve'),
      await get(content, { 'if-none-match': etag }, 'eve'),
      await get(`${content}?w=128&format=webp`, {}, 'eve'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  it('are counted and timed', async () => {
    await eventually(async () => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      expect(metrics).toMatch(/image_cache_requests_total\{outcome="hit"\} [1-9]/);
      expect(metrics).toMatch(/image_processing_duration_seconds_count\{operation="derive"\} [1-9]/);
      expect(metrics).toMatch(/image_processing_duration_seconds_count\{operation="finish"\} [1-9]/);
    });
  });

  it('leave no process behind when the service ends', async () => {
    await get(`${content}?w=64&format=webp`);

    expect(await service.end('SIGTERM')).toBe(0);

    expect(service.log()).not.toMatch(/"level":(50|60)/);
  });
});

/** For a person's eyes, when a folder for it is given. */
async function kept(name: string, bytes: Buffer): Promise<void> {
  const folder = process.env.KEEP_PICTURES_IN;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), await sharp(bytes).png().toBuffer());
}
