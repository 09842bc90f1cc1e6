import { sharp } from '../sharp-settings';
import { LOOKED_AT_PX, loadNsfwjs } from './nsfwjs-model';
import { isFit } from './picture-scores';

/** Blurred ovals in the colours of skin: nothing and nobody, and yet what the model has learned to refuse. */
const OVALS = [
  [60, 90, 80, 100, 30],
  [150, 60, 60, 90, 80],
  [120, 170, 85, 70, 120],
  [190, 150, 50, 95, 10],
].map(
  ([x = 0, y = 0, rx = 0, ry = 0, turn = 0], index) =>
    `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${['#e8b89a', '#d99a7a', '#f2cdb5', '#c98566'][index]}" transform="rotate(${turn} 112 112)"/>`,
);
const SKIN = `<svg xmlns="http://www.w3.org/2000/svg" width="224" height="224"><defs><filter id="b"><feGaussianBlur stdDeviation="5"/></filter></defs>
<rect width="224" height="224" fill="#552"/><g filter="url(#b)">${OVALS.join('')}</g></svg>`;
const LANDSCAPE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="224" height="224"><rect width="224" height="120" fill="#8cf"/><rect y="120" width="224" height="104" fill="#3a5"/><circle cx="60" cy="50" r="20" fill="#fd5"/></svg>';

const pixels = (svg: string) =>
  sharp(Buffer.from(svg)).resize(LOOKED_AT_PX, LOOKED_AT_PX, { fit: 'fill' }).removeAlpha().raw().toBuffer();

/** With the weights that the package brings, without a network. */
describe('loadNsfwjs', () => {
  it('tells a landscape from a picture of skin', async () => {
    jest.spyOn(console, 'info').mockReturnValue(undefined);
    jest.spyOn(console, 'warn').mockReturnValue(undefined);
    const look = await loadNsfwjs();

    const [landscape, skin] = [await look(await pixels(LANDSCAPE)), await look(await pixels(SKIN))];

    expect(Object.values(landscape).reduce((sum: number, share: number) => sum + share)).toBeCloseTo(1, 3);
    expect({ landscape: isFit(landscape), skin: isFit(skin), skin_scores: skin }).toMatchObject({
      landscape: true,
      skin: false,
    });
  }, 60_000);
});
