import { InternalError } from '../common/errors';
import { decoding, openPicture, sharp } from './sharp-settings';

/** A place on a canvas in whole pixels. */
export type CanvasPlace = readonly [left: number, top: number];
interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A picture in raw RGB on which parts are painted one after the other, row by row. What is cut for the next part holds what
 * its neighbours painted already, and each part fades into those over the strip that they share. Three bytes a pixel are
 * held, and one part in work, however many there are.
 */
export class TileCanvas {
  private readonly laid: CanvasPlace[] = [];

  private constructor(
    private readonly pixels: Buffer,
    private readonly size: Size,
    private readonly tile: Size,
  ) {}

  /**
   * @param picture encoded; stretched to `canvas`
   * @param tile size of every part, within the canvas
   * @throws UnreadableImageError, ImageTooLargeError when it cannot be decoded
   */
  static async over(picture: Buffer, { canvas, tile }: { canvas: Size; tile: Size }): Promise<TileCanvas> {
    return new TileCanvas(await rgb(picture, canvas), canvas, tile);
  }

  /** The part at that place as it is now: PNG bytes of the parts' size. */
  cut([left, top]: CanvasPlace): Promise<Buffer> {
    const { width, height } = this.tile;
    return this.raw().extract({ left, top, width, height }).png({ compressionLevel: 1 }).toBuffer();
  }

  /**
   * Lays a painted part down, each after those above it and to its left.
   * @param painted encoded; stretched to the parts' size
   * @throws UnreadableImageError, ImageTooLargeError when it cannot be decoded
   */
  async lay(painted: Buffer, place: CanvasPlace): Promise<void> {
    const [left, top] = place;
    const { width, height } = this.tile;
    if (left < 0 || top < 0 || left + width > this.size.width || top + height > this.size.height) {
      throw new InternalError('tile-off-the-canvas');
    }
    const colours = await rgb(painted, this.tile);
    const [across, down] = this.fades(place);
    for (let y = 0; y < height; y += 1) {
      const from = y * width * 3;
      const to = ((top + y) * this.size.width + left) * 3;
      for (let x = 0; x < width; x += 1) {
        const weight = (across[x] ?? 1) * (down[y] ?? 1);
        for (let channel = 0; channel < 3; channel += 1) {
          const at = to + x * 3 + channel;
          const own = this.pixels[at] ?? 0;
          this.pixels[at] = Math.round(own + ((colours[from + x * 3 + channel] ?? 0) - own) * weight);
        }
      }
    }
    this.laid.push(place);
  }

  /** All of it: PNG bytes, quickly compressed, made to be encoded again. */
  png(): Promise<Buffer> {
    return this.raw().png({ compressionLevel: 1 }).toBuffer();
  }

  private raw(): ReturnType<typeof sharp> {
    return sharp(this.pixels, { raw: { ...this.size, channels: 3 } });
  }

  /** How much of a part counts, column by column and row by row: rising over what a neighbour has painted. */
  private fades([left, top]: CanvasPlace): [number[], number[]] {
    const { width, height } = this.tile;
    const ends = (places: readonly number[], side: number): number => Math.max(0, ...places.map((at) => at + side));
    const beside = this.laid.filter(([x, y]) => y === top && x < left).map(([x]) => x);
    const above = this.laid.filter(([, y]) => y < top).map(([, y]) => y);
    return [rising(ends(beside, width) - left, width), rising(ends(above, height) - top, height)];
  }
}

/** From 0 to 1 over the first `shared` of `count` steps, slowly at both ends; 1 afterwards. */
function rising(shared: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => {
    if (at >= shared) return 1;
    const share = (at + 0.5) / shared;
    return share * share * (3 - 2 * share);
  });
}

function rgb(picture: Buffer, { width, height }: Size): Promise<Buffer> {
  return decoding(() =>
    openPicture(picture)
      .flatten({ background: '#808080' })
      .resize(width, height, { fit: 'fill' })
      .removeAlpha()
      .raw()
      .toBuffer(),
  );
}
