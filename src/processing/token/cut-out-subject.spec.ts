import { rasterise } from '../rasterise';
import { cutOutSubject } from './cut-out-subject';
import { openPixels, sharpOf, type Pixels } from './pixels';

const SIZE = { widthPx: 400, heightPx: 500 };
const BUST =
  '<circle cx="200" cy="190" r="90" fill="#b04030"/><path d="M60 500C60 360 140 300 200 300S340 360 340 500Z" fill="#553377"/>';

/** A drawing over a background whose pixels come from a function, with grain. */
async function painted(body: string, background: (x: number, y: number) => number[], grain: number): Promise<Pixels> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500">${body}</svg>`;
  const { data, width, height } = await openPixels(await rasterise(svg, SIZE), 500);
  let state = 7;
  const noise = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return ((state >>> 16) / 65535 - 0.5) * 2 * grain;
  };
  for (let at = 0; at < width * height; at += 1) {
    const behind = background(at % width, Math.floor(at / width));
    const share = (data[at * 4 + 3] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel += 1) {
      const own = (data[at * 4 + channel] ?? 0) * share + (behind[channel] ?? 0) * (1 - share) + noise();
      data[at * 4 + channel] = Math.round(Math.min(255, Math.max(0, own)));
    }
    data[at * 4 + 3] = 255;
  }
  return { data, width, height };
}
const GREEN = (): number[] => [60, 180, 80];
const at = ({ data, width }: Pixels, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];
async function cutOut(pixels: Pixels): Promise<Pixels> {
  const cut = await cutOutSubject(pixels);
  if (cut === undefined) throw new Error('no flat background was found');
  return cut;
}

describe('cutOutSubject', () => {
  it.each<[string, (x: number, y: number) => number[], number]>([
    ['one colour', GREEN, 0],
    ['one colour with grain', GREEN, 12],
    ['an even drift', (x, y) => [120 + x / 10, 150 + y / 12, 170 - y / 20], 6],
    ['darker edges', (x, y) => [1, 1.02, 1.05].map((c) => c * (170 - ((x - 200) ** 2 + (y - 250) ** 2) / 1800)), 6],
    ['white', () => [246, 245, 243], 4],
  ])('takes %s away and keeps the subject whole', async (_name, background, grain) => {
    const cut = await cutOut(await painted(BUST, background, grain));

    const clear = [[0, 0], [399, 0], [5, 250], [395, 250], [200, 40], [20, 450]]; // prettier-ignore
    const whole = [[200, 190], [150, 160], [200, 330], [200, 400], [110, 480]]; // prettier-ignore
    expect(clear.map(([x = 0, y = 0]) => at(cut, x, y)[3])).toEqual(clear.map(() => 0));
    expect(whole.map(([x = 0, y = 0]) => at(cut, x, y)[3])).toEqual(whole.map(() => 255));
  });

  it('leaves a soft edge without a seam of the background', async () => {
    const cut = await cutOut(await painted(BUST, GREEN, 4));

    const seam = Array.from({ length: cut.width * cut.height }, (_, pixel) =>
      at(cut, pixel % 400, Math.floor(pixel / 400)),
    )
      .filter(([, , , alpha = 0]) => alpha > 0 && alpha < 255)
      .map(([red = 0, green = 0]) => green - red);
    expect(seam.length).toBeGreaterThan(200);
    // The subject is red and violet: nothing that is seen may be greener than it is red.
    expect(seam.filter((greenness) => greenness > 10)).toEqual([]);
  });

  it('makes no hole where the subject has the colour of its background', async () => {
    const gem = `${BUST}<circle cx="200" cy="190" r="30" fill="rgb(60,180,80)"/>`;

    const cut = await cutOut(await painted(gem, GREEN, 4));

    expect(at(cut, 200, 190)[3]).toBe(255);
  });

  it('does not let the background in through a gap of two pixels', async () => {
    const ring = `${BUST}<circle cx="200" cy="190" r="60" fill="rgb(60,180,80)"/><rect x="199" y="95" width="2" height="60" fill="rgb(60,180,80)"/>`;

    const cut = await cutOut(await painted(ring, GREEN, 0));

    expect(at(cut, 200, 190)[3]).toBe(255);
  });

  it.each<[string, (x: number, y: number) => number[], number]>([
    ['stripes', (x) => (x % 60 < 30 ? [40, 60, 90] : [120, 110, 60]), 4],
    ['strokes', (x, y) => [110, 90, 70].map((c) => c + 45 * Math.sin(x / 21 + Math.sin(y / 29) * 2)), 8],
    ['noise', () => [120, 120, 120], 120],
  ])('finds no flat background in %s', async (_name, background, grain) => {
    const cut = await cutOutSubject(await painted(BUST, background, grain));

    expect(cut).toBeUndefined();
  });

  it('finds no subject where there is none', async () => {
    const cut = await cutOutSubject(await painted('', GREEN, 4));

    expect(cut).toBeUndefined();
  });

  it('keeps a background that is clear already', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500">${BUST}</svg>`;
    const pixels = await openPixels(await rasterise(svg, SIZE), 500);

    const cut = await cutOut(pixels);

    expect((await sharpOf(cut).raw().toBuffer()).equals(pixels.data)).toBe(true);
  });
});
