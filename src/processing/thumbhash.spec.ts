import { thumbHashToAverageRGBA } from 'thumbhash';
import { sharp } from './sharp-settings';
import { thumbhashOf } from './thumbhash';

describe('thumbhashOf', () => {
  it('keeps the average colour of a picture of any size in a few bytes', async () => {
    const bytes = await sharp({ create: { width: 1024, height: 300, channels: 3, background: '#c04020' } })
      .png()
      .toBuffer();

    const hash = await thumbhashOf(bytes);

    const { r, g, b } = thumbHashToAverageRGBA(Buffer.from(hash, 'base64'));
    expect(hash.length).toBeLessThanOrEqual(36);
    expect(Math.max(Math.abs(r - 0.75), Math.abs(g - 0.25), Math.abs(b - 0.125))).toBeLessThan(0.05);
  });

  it('knows transparency', async () => {
    const bytes = await sharp({
      create: { width: 50, height: 50, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();

    const hash = await thumbhashOf(bytes);

    expect(thumbHashToAverageRGBA(Buffer.from(hash, 'base64')).a).toBeLessThan(0.1);
  });
});
