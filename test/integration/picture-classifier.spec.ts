import { ContentRefusedError } from '../../src/common/content-refused.errors';
import { NsfwjsPictureClassifier } from '../../src/processing/safety/nsfwjs.picture-classifier';
import { sharp } from '../../src/processing/sharp-settings';

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

const png = (svg: string): Promise<Buffer> =>
  sharp(Buffer.from(svg)).resize(832, 1216, { fit: 'fill' }).png().toBuffer();

/** The compiled program in its own process, with the weights that the package brings. */
describe('NsfwjsPictureClassifier', () => {
  let classifier: NsfwjsPictureClassifier;

  beforeAll(() => {
    classifier = new NsfwjsPictureClassifier();
    classifier.onModuleInit();
  });
  afterAll(() => classifier.onApplicationShutdown());

  it('tells a landscape from a picture of skin', async () => {
    await classifier.assertReady();

    await expect(classifier.assertFit(await png(LANDSCAPE))).resolves.toBeUndefined();
    await expect(classifier.assertFit(await png(SKIN))).rejects.toBeInstanceOf(ContentRefusedError);
  }, 90_000);

  it('refuses to have looked at what is no picture', async () => {
    await expect(classifier.assertFit(Buffer.from('no picture'))).rejects.toMatchObject({ retry: 'later' });
  }, 90_000);
});
