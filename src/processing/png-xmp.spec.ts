import { encodePicture } from './encode-picture';
import { sourceTypeElement } from './provenance';
import { sharp } from './sharp-settings';

/** Type and content of every chunk, without trust in whoever wrote it. */
function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

describe('the mark in a PNG', () => {
  const made = async (): Promise<Buffer> => {
    const input = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#a03020' } })
      .png()
      .toBuffer();
    return (await encodePicture(input, { format: 'png', provenance: 'trainedAlgorithmicMedia' })).bytes;
  };

  it('stands in a text chunk that every reader of XMP finds', async () => {
    const [mark, ...others] = chunksOf(await made()).filter(({ type }) => /^[itz](TXt|EXt)$/i.test(type));

    expect(others).toEqual([]);
    expect(mark?.type).toBe('iTXt');
    expect(mark?.data.toString('latin1', 0, 22)).toBe('XML:com.adobe.xmp\0\0\0\0\0');
    expect(mark?.data.toString('utf8', 22)).toContain(sourceTypeElement('trainedAlgorithmicMedia'));
  });

  it('leaves a picture that decoders read, checksums included', async () => {
    const png = await made();

    const { xmpAsString, width } = await sharp(png, { failOn: 'warning' }).metadata();
    const pixel = await sharp(png, { failOn: 'warning' }).raw().toBuffer();

    expect(xmpAsString).toContain('trainedAlgorithmicMedia');
    expect([width, ...pixel.subarray(0, 3)]).toEqual([20, 0xa0, 0x30, 0x20]);
  });
});
