import { rasterise } from '../rasterise';
import { openPixels, type Pixels } from './pixels';
import { withoutScraps } from './without-scraps';

const BODY = '<circle cx="45" cy="55" r="35" fill="#c33"/>';

async function drawn(body: string): Promise<Pixels> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">${body}</svg>`;
  return openPixels(await rasterise(svg, { widthPx: 200, heightPx: 200 }), 200);
}
const alphaAt = ({ data, width }: Pixels, x: number, y: number): number => data[(y * 2 * width + x * 2) * 4 + 3] ?? -1;

describe('withoutScraps', () => {
  it('clears what stands apart and is small, to its faintest pixel', async () => {
    const alone = await drawn(BODY);

    const cleared = withoutScraps(await drawn(`${BODY}<rect x="90.3" y="60.3" width="6" height="3" fill="#36c"/>`));

    expect(cleared.data.equals(alone.data)).toBe(true);
  });

  it('keeps what touches the subject, and a second thing as large as an arm', async () => {
    const pixels = await drawn(
      `${BODY}<rect x="70" y="54" width="20" height="2" fill="#36c"/><rect x="88" y="2" width="10" height="26" fill="#36c"/>`,
    );

    const kept = withoutScraps(pixels);

    expect([alphaAt(kept, 88, 55), alphaAt(kept, 92, 12)]).toEqual([255, 255]);
    expect(kept).toBe(pixels);
  });

  it('leaves a clear picture as it is', async () => {
    const pixels = await drawn('');

    expect(withoutScraps(pixels)).toBe(pixels);
  });
});
