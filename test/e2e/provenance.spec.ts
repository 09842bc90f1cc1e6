import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { Api } from './support/api';
import { HubStranger } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const FORMATS = ['image/png', 'image/webp', 'image/avif', 'image/jpeg'] as const;
/** What a PNG needs, how it is coloured, and the XMP packet. */
const PNG_CHUNKS = [
  'IHDR',
  'IDAT',
  'IEND',
  'PLTE',
  'tRNS',
  'pHYs',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'sBIT',
  'iTXt XML:com.adobe.xmp',
  'bKGD',
];
const NAME = 'Wendeline Quorx';
const OWNER = 'owner-of-these';

/** What files tell of themselves when nothing has painted but our own hand. */
describe('A file that was drawn', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  const files: { readonly name: string; readonly bytes: Buffer }[] = [];

  beforeAll(async () => {
    service = await startServiceUnderTest();
    hub = await HubStranger.join(service.hubUrl);
    const api = new Api(service.url, tokenFor({ sub: OWNER }));
    const keep = async (path: string, accept = '*/*'): Promise<Buffer> => {
      const { bytes, status } = await api.get(path, { headers: { accept } });
      expect([path, status]).toEqual([path, 200]);
      files.push({ name: `${path} as ${accept}`, bytes });
      return bytes;
    };
    for (const [type, data] of Object.entries({
      portrait: { description: `${NAME}, an elf with red hair`, tags: ['party'] },
      token: { description: `${NAME}, a dwarf` },
      map: { description: `The cellar of ${NAME}`, dimensions: { width: 6, height: 5 } },
      item: { name: `The lamp of ${NAME}`, item_type: 'lantern' },
    })) {
      const [answer] = await hub.answers(
        await hub.publish('generation.requested', { request_id: `r-${type}`, type, data, user_id: OWNER }),
      );
      const { image_id: id, variants } = answer?.payload as unknown as {
        image_id: string;
        variants: { name: string }[];
      };
      await keep(`/api/v1/images/${id}/content`);
      for (const format of FORMATS) await keep(`/api/v1/images/${id}/content?w=256`, format);
      for (const { name } of variants) await keep(`/api/v1/images/${id}/variants/${name}`);
      if (type === 'token') {
        const entries = Object.entries(unzipSync(await keep(`/api/v1/tokens/${id}/pack.zip`)));
        files.push(...entries.map(([name, bytes]) => ({ name: `pack.zip/${name}`, bytes: Buffer.from(bytes) })));
      }
      if (type === 'map') await keep(`/api/v1/maps/${id}/print.pdf`);
    }
  }, 120_000);

  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
  });

  const pictures = (): typeof files =>
    files.filter(({ name, bytes }) => !/zip as|pdf|json|txt/.test(name) && bytes.length > 0);

  it('says so in every format, and by what program', async () => {
    const seen = await Promise.all(
      pictures().map(async ({ name, bytes }) => {
        const { format, xmpAsString: xmp = '' } = await sharp(bytes).metadata();
        return {
          name,
          format,
          mark: /digitalsourcetype\/(\w+)</.exec(xmp)?.[1],
          tool: xmp.includes('>image-service<'),
        };
      }),
    );

    expect(new Set(seen.map(({ format }) => format))).toEqual(new Set(['png', 'webp', 'heif', 'jpeg']));
    expect(seen.length).toBeGreaterThan(35);
    expect(seen.filter(({ mark, tool }) => mark !== 'algorithmicMedia' || !tool)).toEqual([]);
  });

  it('says so when it is to be printed', () => {
    const [pdf] = files.filter(({ name }) => name.includes('print.pdf'));

    expect(pdf?.bytes.toString('latin1')).toContain('digitalsourcetype/algorithmicMedia');
  });

  it('says nothing else: no words, no place, no date, nobody', async () => {
    for (const { name, bytes } of pictures()) {
      const { exif, iptc, comments, format } = await sharp(bytes).metadata();

      expect({ name, iptc, comments }).toEqual({ name, iptc: undefined, comments: undefined });
      // An AVIF of libvips carries an Exif block with the size and nothing else.
      expect({ name, exif: exif?.length ?? 0 }).toEqual({ name, exif: format === 'heif' ? expect.any(Number) : 0 });
      if (format === 'png')
        expect([name, chunksOf(bytes).filter((chunk) => !PNG_CHUNKS.includes(chunk))]).toEqual([name, []]);
    }
    const told = files.filter(({ bytes }) => /Wendeline|Quorx|owner-of-these/i.test(bytes.toString('latin1')));
    expect(told.map(({ name }) => name)).toEqual([]);
  });
});

/** Names of the chunks of a PNG; of a packed text with its keyword, for its words are not to be seen. */
function chunksOf(png: Buffer): string[] {
  const names: string[] = [];
  for (let at = 8; at + 8 <= png.length; at += 12 + png.readUInt32BE(at)) {
    const name = png.toString('latin1', at + 4, at + 8);
    names.push(name === 'iTXt' ? `iTXt ${png.toString('latin1', at + 8, png.indexOf(0, at + 8))}` : name);
  }
  return names;
}
