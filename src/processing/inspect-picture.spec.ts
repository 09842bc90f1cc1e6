import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { inspectPicture } from './inspect-picture';
import { ImageTooLargeError, UnreadableImageError } from './picture-errors';
import { sharp } from './sharp-settings';

const limits = { maxBytes: 1_000_000 };
const picture = (width = 40, height = 30, alpha?: number) =>
  sharp({
    create: {
      width,
      height,
      channels: alpha === undefined ? 3 : 4,
      background: { r: 200, g: 90, b: 30, alpha: alpha ?? 1 },
    },
  });

/** A PNG whose header claims a size that its few bytes do not hold. */
function pngClaiming(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', Buffer.alloc(4)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

async function refusalOf(bytes: Buffer): Promise<{ error: unknown; ms: number }> {
  const started = performance.now();
  const error: unknown = await inspectPicture(bytes, limits).catch((thrown: unknown) => thrown);
  return { error, ms: performance.now() - started };
}

describe('inspectPicture', () => {
  it.each([
    ['png', () => picture().png().toBuffer()],
    ['jpeg', () => picture().jpeg().toBuffer()],
    ['webp', () => picture().webp().toBuffer()],
    ['avif', () => picture().avif({ effort: 0 }).toBuffer()],
  ] as const)('tells format and size of a %s', async (format, make) => {
    const bytes = await make();

    const facts = await inspectPicture(bytes, limits);

    expect(facts).toEqual({ format, contentType: `image/${format}`, width: 40, height: 30, hasAlpha: false });
  });

  it('tells that a picture has alpha', async () => {
    const bytes = await picture(10, 10, 0.5).png().toBuffer();

    const facts = await inspectPicture(bytes, limits);

    expect(facts.hasAlpha).toBe(true);
  });

  it('gives the size as shown, after turning', async () => {
    const bytes = await picture().jpeg().withMetadata({ orientation: 6 }).toBuffer();

    const facts = await inspectPicture(bytes, limits);

    expect(facts).toMatchObject({ width: 30, height: 40 });
  });

  it('takes a picture of exactly the allowed bytes and pixels, and refuses one more of either', async () => {
    const bytes = await picture().png().toBuffer();

    const exact = inspectPicture(bytes, { maxBytes: bytes.length, maxPixels: 1200 });
    const tooHeavy = inspectPicture(bytes, { maxBytes: bytes.length - 1 });
    const tooWide = inspectPicture(bytes, { maxBytes: bytes.length, maxPixels: 1199 });

    await Promise.all([
      expect(exact).resolves.toMatchObject({ width: 40 }),
      expect(tooHeavy).rejects.toBeInstanceOf(ImageTooLargeError),
      expect(tooWide).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE', retry: 'never' }),
    ]);
  });

  it.each([
    ['30000 x 30000', 30_000, 30_000],
    ['16383 x 16383, which sharp would take', 16_383, 16_383],
    ['a side longer than WebP can hold', 16_384, 10],
  ])('refuses the header of %s at once', async (_name, width, height) => {
    const { error, ms } = await refusalOf(pngClaiming(width, height));

    expect(error).toBeInstanceOf(ImageTooLargeError);
    expect(ms).toBeLessThan(50);
  });

  it.each(['png', 'jpeg', 'webp', 'avif'] as const)(
    'refuses a %s cut short or with something glued to it',
    async (format) => {
      const bytes = await picture(64, 64).toFormat(format, { effort: 1 }).toBuffer();
      const archive = Buffer.from('PK\u0003\u0004 and then some');

      const cut = await refusalOf(bytes.subarray(0, bytes.length - 20));
      const glued = await refusalOf(Buffer.concat([bytes, archive]));

      expect([cut.error, glued.error].every((error) => error instanceof UnreadableImageError)).toBe(true);
      expect(Math.max(cut.ms, glued.ms)).toBeLessThan(50);
    },
  );

  it.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="13000"><rect/></svg>')],
    ['GIF', Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')],
    ['TIFF', Buffer.from('49492a0008000000', 'hex')],
    ['PDF', Buffer.from('%PDF-1.7\n')],
    ['BMP', Buffer.from('424d460000000000', 'hex')],
    ['HEIC', Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0mif1heic', 'latin1')],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['nothing', Buffer.alloc(0)],
    ['only a PNG signature', Buffer.from('89504e470d0a1a0a', 'hex')],
  ])('refuses %s at once', async (_name, bytes) => {
    const { error, ms } = await refusalOf(bytes);

    expect(error).toMatchObject({ name: 'UnreadableImageError', retry: 'later' });
    expect(ms).toBeLessThan(50);
  });

  it('answers any bytes behind a good signature with one of its own errors', async () => {
    const signatures = [
      '89504e470d0a1a0a',
      'ffd8ff',
      '52494646ffffffff57454250',
      '0000001866747970617669660000000061766966',
    ];
    const bytes = fc.tuple(fc.constantFrom(...signatures), fc.uint8Array({ maxLength: 200 }));

    await fc.assert(
      fc.asyncProperty(bytes, async ([signature, rest]) => {
        const { error } = await refusalOf(Buffer.concat([Buffer.from(signature, 'hex'), rest]));

        expect(error instanceof UnreadableImageError || error instanceof ImageTooLargeError).toBe(true);
      }),
    );
  });
});
