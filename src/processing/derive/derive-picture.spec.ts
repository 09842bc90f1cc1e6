import { encodePicture } from '../encode-picture';
import { UnreadableImageError } from '../picture-errors';
import { rasterise } from '../rasterise';
import { sharp } from '../sharp-settings';
import { derivePicture, type DerivePlan } from './derive-picture';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><circle cx="200" cy="100" r="90" fill="#cc4422"/></svg>';

async function stored(): Promise<Buffer> {
  const raw = await rasterise(SVG, { widthPx: 400, heightPx: 200 });
  return (await encodePicture(raw, { format: 'png', provenance: 'algorithmicMedia', credit: 'an artist' })).bytes;
}
const plan = (given: Partial<DerivePlan>): DerivePlan => ({
  format: 'png',
  widthPx: 100,
  heightPx: 100,
  fit: 'cover',
  ...given,
});
const alphaAt = async (bytes: Buffer, x: number, y: number): Promise<number | undefined> => {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return data[(y * info.width + x) * 4 + 3];
};

describe('derivePicture', () => {
  it.each(['png', 'webp', 'jpeg', 'avif'] as const)('writes %s of exactly the planned size, marked', async (format) => {
    const picture = await derivePicture(await stored(), plan({ format }));

    const found = await sharp(picture.bytes).metadata();
    expect(picture).toMatchObject({ format, contentType: `image/${format}`, width: 100, height: 100 });
    expect(found).toMatchObject({ format: format === 'avif' ? 'heif' : format, width: 100, height: 100 });
    expect(String(found.xmp)).toContain('digitalsourcetype/algorithmicMedia');
    expect(String(found.xmp)).toContain('an artist');
  });

  it('cuts for cover, and pads with nothing for contain', async () => {
    const cover = await derivePicture(await stored(), plan({ fit: 'cover' }));
    const contain = await derivePicture(await stored(), plan({ fit: 'contain' }));

    expect(await alphaAt(cover.bytes, 50, 10)).toBe(255);
    expect(await alphaAt(contain.bytes, 50, 10)).toBe(0);
    expect(await alphaAt(contain.bytes, 50, 50)).toBe(255);
  });

  it('keeps transparency in AVIF, and shows white behind it in JPEG', async () => {
    const avif = await derivePicture(await stored(), plan({ format: 'avif', widthPx: 400, heightPx: 200 }));
    const jpeg = await derivePicture(await stored(), plan({ format: 'jpeg', widthPx: 400, heightPx: 200 }));

    expect(await alphaAt(avif.bytes, 5, 5)).toBe(0);
    const corner = await sharp(jpeg.bytes).extract({ left: 5, top: 5, width: 1, height: 1 }).raw().toBuffer();
    expect(Math.min(...corner)).toBeGreaterThan(250);
  });

  it('gives equal bytes for equal plans', async () => {
    const original = await stored();

    const [one, other] = [
      await derivePicture(original, plan({ format: 'avif' })),
      await derivePicture(original, plan({ format: 'avif' })),
    ];

    expect(one.sha256).toBe(other.sha256);
  });

  it('refuses what is no picture', async () => {
    await expect(derivePicture(Buffer.from('GIF89a'), plan({}))).rejects.toBeInstanceOf(UnreadableImageError);
  });
});
