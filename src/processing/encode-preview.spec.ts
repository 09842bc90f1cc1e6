import { encodePreview, PREVIEW_SIDE_PX } from './encode-preview';
import { sharp } from './sharp-settings';

const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .withExif({ IFD0: { ImageDescription: 'the secret words' } })
    .png()
    .toBuffer();

describe('encodePreview', () => {
  it('makes a small WebP of the same proportions', async () => {
    const preview = await encodePreview(await picture(832, 1216));

    expect(await sharp(preview).metadata()).toMatchObject({ format: 'webp', width: 175, height: PREVIEW_SIDE_PX });
  });

  it('leaves a smaller one at its size', async () => {
    const preview = await encodePreview(await picture(64, 96));

    expect(await sharp(preview).metadata()).toMatchObject({ width: 64, height: 96 });
  });

  it('lets nothing through but pixels', async () => {
    const given = await picture(300, 300);

    const preview = await encodePreview(given);

    expect(given.toString('latin1')).toContain('the secret words');
    expect(preview.toString('latin1')).not.toContain('the secret words');
    expect((await sharp(preview).metadata()).exif).toBeUndefined();
  });

  it('refuses what is no picture', async () => {
    await expect(encodePreview(Buffer.from('<svg/>'))).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  });
});
