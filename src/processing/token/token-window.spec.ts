import { rasterise } from '../rasterise';
import { openPixels, type Pixels } from './pixels';
import { faceInSilhouette } from './silhouette';
import { FREE_RADIUS, scaled, windowOfCutOut } from './token-window';

const BUST =
  '<circle cx="400" cy="400" r="150" fill="#a64"/><path d="M340 500H460V620H340Z" fill="#a64"/><path d="M80 1200C80 700 200 620 400 620S720 700 720 1200Z" fill="#246"/>';
const HORNS = '<path d="M300 300L180 60L360 270Z" fill="#321"/><path d="M500 300L620 60L440 270Z" fill="#321"/>';
const STAFF = '<rect x="690" y="20" width="20" height="1180" fill="#752"/>';
const FOCUS = { x: 0.5, y: 1 / 3, size: 0.34 };

async function figure(body: string): Promise<Pixels> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 1200">${body}</svg>`;
  return openPixels(await rasterise(svg, { widthPx: 800, heightPx: 1200 }), 1536);
}
/** Distance from the window's middle in shares of its side. */
async function reach(body: string, x: number, y: number, focus: typeof FOCUS | undefined = FOCUS): Promise<number> {
  const { left, top, side } = windowOfCutOut(await figure(body), { focus, isWhole: false });
  return Math.hypot(x - (left + side / 2), y - (top + side / 2)) / side;
}

describe('windowOfCutOut', () => {
  it('holds horns inside what the ring leaves free', async () => {
    const tips = await Promise.all([reach(BUST + HORNS, 180, 60), reach(BUST + HORNS, 620, 60)]);

    expect(Math.max(...tips)).toBeLessThan(FREE_RADIUS);
  });

  it('holds horns inside a frame that leaves less free than a ring', async () => {
    const pixels = await figure(BUST + HORNS);

    const { left, top, side } = windowOfCutOut(pixels, { focus: FOCUS, isWhole: false, freeRadius: 0.3 });

    const tips = [180, 620].map((x) => Math.hypot(x - (left + side / 2), 60 - (top + side / 2)) / side);
    expect(Math.max(...tips)).toBeLessThan(0.3);
  });

  it('shows a head without horns larger', async () => {
    const [plain, horned] = await Promise.all([BUST, BUST + HORNS].map((body) => figure(body)));

    const sides = [plain, horned].map(
      (pixels) => pixels && windowOfCutOut(pixels, { focus: FOCUS, isWhole: false }).side,
    );
    expect((sides[1] ?? 0) - (sides[0] ?? 0)).toBeGreaterThan(100);
  });

  it('takes a staff beside the head for no part of it', async () => {
    const [plain, armed] = await Promise.all([BUST, BUST + STAFF].map((body) => figure(body)));

    expect(armed && windowOfCutOut(armed, { focus: FOCUS, isWhole: false })).toEqual(
      plain && windowOfCutOut(plain, { focus: FOCUS, isWhole: false }),
    );
  });

  it('finds the head of a silhouette whose face nobody told', async () => {
    const face = faceInSilhouette(await figure(BUST + STAFF));

    expect(Math.hypot((face?.x ?? 0) - 400, (face?.y ?? 0) - 400)).toBeLessThan(60);
    expect(face?.side).toBeGreaterThan(150);
    expect(face?.side).toBeLessThan(330);
  });

  it('shows all of a thing', async () => {
    const sword = await figure('<rect x="380" y="40" width="40" height="1120" fill="#889"/>');

    const { left, top, side } = windowOfCutOut(sword, { isWhole: true });

    expect(Math.hypot(400 - (left + side / 2), 40 - (top + side / 2))).toBeLessThan(side * FREE_RADIUS * 1.01);
  });

  it('shows something of a picture that is empty', async () => {
    expect(windowOfCutOut(await figure(''), { isWhole: false }).side).toBeGreaterThan(0);
  });
});

describe('scaled', () => {
  it('keeps the centre', () => {
    expect(scaled({ left: 10, top: 20, side: 100 }, 1.5)).toEqual({ left: -15, top: -5, side: 150 });
  });
});
