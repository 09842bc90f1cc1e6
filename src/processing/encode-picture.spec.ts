import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { encodePicture } from './encode-picture';
import { UnreadableImageError } from './picture-errors';
import type { Provenance } from './provenance';
import { sharp } from './sharp-settings';

const PROMPT = 'a secret prompt of somebody';
const picture = (width = 60, height = 40) => sharp({ create: { width, height, channels: 3, background: '#335577' } });

/** A PNG that carries its prompt the way Stable Diffusion front ends do. */
async function pngWithPrompt(): Promise<Buffer> {
  const png = await picture().png().toBuffer();
  const body = Buffer.from(`tEXtparameters\0${PROMPT}`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length - 4);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  const afterHeader = 8 + 25;
  return Buffer.concat([png.subarray(0, afterHeader), length, body, checksum, png.subarray(afterHeader)]);
}

describe('encodePicture', () => {
  it.each(['png', 'webp', 'jpeg'] as const)(
    'marks a %s with its provenance and drops the prompt of the input',
    async (format) => {
      const input = await pngWithPrompt();
      expect(input.includes(PROMPT)).toBe(true);

      const encoded = await encodePicture(input, { format, provenance: 'trainedAlgorithmicMedia' });

      const { xmpAsString, exif, comments } = await sharp(encoded.bytes).metadata();
      expect(xmpAsString).toContain('http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia');
      expect(xmpAsString).toContain('<xmp:CreatorTool>image-service</xmp:CreatorTool>');
      expect(encoded.bytes.includes(PROMPT) || encoded.bytes.includes('parameters')).toBe(false);
      expect([exif, comments]).toEqual([undefined, undefined]);
    },
  );

  it.each<Provenance>(['algorithmicMedia', 'compositeWithTrainedAlgorithmicMedia'])('writes %s', async (provenance) => {
    const input = await picture().png().toBuffer();

    const encoded = await encodePicture(input, { format: 'png', provenance });

    expect((await sharp(encoded.bytes).metadata()).xmpAsString).toContain(`digitalsourcetype/${provenance}<`);
  });

  it('writes the credit line that a licence demands', async () => {
    const input = await picture().png().toBuffer();

    const encoded = await encodePicture(input, {
      format: 'webp',
      provenance: 'algorithmicMedia',
      credit: 'Art & <Co>',
    });

    expect((await sharp(encoded.bytes).metadata()).xmpAsString).toContain('>Art &amp; &lt;Co&gt;</rdf:li>');
  });

  it('drops EXIF and colour profile but keeps the picture upright', async () => {
    const input = await picture(60, 40)
      .withExif({ IFD0: { Artist: 'somebody' } })
      .withMetadata({ orientation: 6, icc: 'p3' })
      .jpeg()
      .toBuffer();

    const encoded = await encodePicture(input, { format: 'jpeg', provenance: 'trainedAlgorithmicMedia' });

    const header = await sharp(encoded.bytes).metadata();
    expect([header.exif, header.icc, header.orientation]).toEqual([undefined, undefined, undefined]);
    expect([encoded.width, encoded.height]).toEqual([40, 60]);
  });

  it('tells size and digest of the very bytes', async () => {
    const input = await picture().png().toBuffer();

    const encoded = await encodePicture(input, { format: 'webp', provenance: 'algorithmicMedia' });

    const sha256 = createHash('sha256').update(encoded.bytes).digest('hex');
    expect(encoded).toMatchObject({
      contentType: 'image/webp',
      format: 'webp',
      width: 60,
      height: 40,
      sizeBytes: encoded.bytes.length,
      sha256,
    });
  });

  it.each([
    [{ widthPx: 30 }, [30, 20]],
    [{ widthPx: 33, heightPx: 33 }, [33, 33]],
    [{ widthPx: 120, heightPx: 20, fit: 'contain' as const }, [120, 20]],
    [{ widthPx: 50, heightPx: 50, fit: 'fill' as const }, [50, 50]],
  ])('resizes to exactly %j', async (size, expected) => {
    const input = await picture().png().toBuffer();

    const encoded = await encodePicture(input, { format: 'png', provenance: 'algorithmicMedia', ...size });

    const { width, height } = await sharp(encoded.bytes).metadata();
    expect([width, height]).toEqual(expected);
  });

  it('writes 8-bit sRGB whatever comes in', async () => {
    const cmyk = await picture().toColourspace('cmyk').jpeg().toBuffer();
    const deep = await picture().toColourspace('rgb16').png().toBuffer();

    const encoded = await Promise.all(
      [cmyk, deep].map((input) => encodePicture(input, { format: 'png', provenance: 'algorithmicMedia' })),
    );

    const headers = await Promise.all(encoded.map(({ bytes }) => sharp(bytes).metadata()));
    expect(headers.map(({ space, depth }) => [space, depth])).toEqual([
      ['srgb', 'uchar'],
      ['srgb', 'uchar'],
    ]);
  });

  it('refuses an SVG and a damaged picture', async () => {
    const png = await sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        noise: { type: 'gaussian', mean: 90, sigma: 40 },
        background: '#000',
      },
    })
      .png()
      .toBuffer();
    const options = { format: 'png', provenance: 'algorithmicMedia' } as const;

    const svg = encodePicture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), options).catch(
      (thrown: unknown) => thrown,
    );
    const damaged = encodePicture(png.subarray(0, png.length / 2), options);

    await Promise.all([
      expect(svg).resolves.toBeInstanceOf(UnreadableImageError),
      expect(damaged).rejects.toBeInstanceOf(UnreadableImageError),
    ]);
  });
});
