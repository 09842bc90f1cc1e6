import { resized, sharpOf, type Pixels, type Square } from './pixels';
import { windowInside } from './token-window';

/** Upper part of a tall portrait in which the face is looked for. */
const UPPER_PART = 0.6;
/** Side in pixels at which attention is measured: enough to find a face, small enough to cost little. */
const LOOK_SIDE_PX = 160;
/** Window side in widths where a face was seen: closer than where nothing is known. */
const CLOSE = 0.85;
/** Share of the part that may be skin: less is a speck, more is wood, sand or a bare chest. */
const SKIN = { least: 0.02, most: 0.45 } as const;

/**
 * The square to show of a picture whose background stays and whose face nobody told. A tall picture is a person from the waist
 * up: the face is high and near the middle, so what was found only nudges. Any other picture is shown nearly whole.
 */
export async function windowByLooking(pixels: Pixels, isWhole: boolean): Promise<Square> {
  const isTall = pixels.height > pixels.width * 1.1;
  const shortSide = Math.min(pixels.width, pixels.height);
  if (isWhole) return windowInside({ x: pixels.width / 2, y: pixels.height / 2 }, shortSide, pixels);
  const part = { ...pixels, height: isTall ? Math.ceil(pixels.height * UPPER_PART) : pixels.height };
  const upper = { ...part, data: pixels.data.subarray(0, part.width * part.height * 4) };
  const skin = await skinIn(upper);
  const spot = skin ?? (await attentionIn(upper));
  const usual = { x: part.width / 2, y: part.height * 0.46 };
  return windowInside(
    { x: (usual.x + spot.x) / 2, y: (usual.y + spot.y) / 2 },
    shortSide * (isTall && skin !== undefined ? CLOSE : 0.98),
    pixels,
  );
}

/** The middle of what has a skin's colour, from pale to dark; `undefined` when too little or too much has it. */
async function skinIn(pixels: Pixels): Promise<{ x: number; y: number } | undefined> {
  const scale = LOOK_SIDE_PX / Math.max(pixels.width, pixels.height);
  const size = [pixels.width, pixels.height].map((side) => Math.max(1, Math.round(side * Math.min(1, scale))));
  const { data, width, height } = await resized(pixels, size[0] ?? 1, size[1] ?? 1);
  const sum = { x: 0, y: 0, count: 0 };
  for (let at = 0; at < width * height; at += 1) {
    if (!isSkin(data, at * 4)) continue;
    sum.x += at % width;
    sum.y += Math.floor(at / width);
    sum.count += 1;
  }
  const share = sum.count / (width * height);
  if (share < SKIN.least || share > SKIN.most) return undefined;
  return {
    x: (sum.x / sum.count + 0.5) * (pixels.width / width),
    y: (sum.y / sum.count + 0.5) * (pixels.height / height),
  };
}

/** The skin box of Chai and Ngan in Cb and Cr (IEEE Trans. CSVT 9:4, 1999), which human skins of all shades share. */
function isSkin(data: Buffer, at: number): boolean {
  const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
  const cb = 128 - 0.168736 * red - 0.331264 * green + 0.5 * blue;
  const cr = 128 + 0.5 * red - 0.418688 * green - 0.081312 * blue;
  return cb >= 77 && cb <= 127 && cr >= 133 && cr <= 173;
}

/** The most telling spot (skin, contrast, saturation), in pixels. */
async function attentionIn(pixels: Pixels): Promise<{ x: number; y: number }> {
  const { info } = await sharpOf(pixels)
    .removeAlpha()
    .resize(LOOK_SIDE_PX, LOOK_SIDE_PX, { fit: 'cover', position: 'attention' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  // sharp gives the spot in the shrunken picture before the crop (tried on 0.35.5).
  const scale = Math.min(pixels.width, pixels.height) / LOOK_SIDE_PX;
  return { x: (info.attentionX ?? 0) * scale, y: (info.attentionY ?? 0) * scale };
}
