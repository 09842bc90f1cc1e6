import { timed } from './processing-duration';
import { decoding, openPicture, sharp } from './sharp-settings';

/** A row of tiles: all of one height, side by side or overlapping. Whole pixels within the picture. */
export interface TileRow {
  readonly topPx: number;
  readonly heightPx: number;
  readonly tiles: readonly { readonly leftPx: number; readonly widthPx: number }[];
}

/**
 * Cuts a picture into tiles, row by row, each when it is asked for. What is held at a time is one row in raw pixels (and
 * the decoder's picture while that row is cut), however many rows there are; the price is decoding once for each row.
 *
 * @param source encoded picture, at most `MAX_PIXELS`
 * @returns JPEG of each tile, in order
 * @throws UnreadableImageError, ImageTooLargeError when `source` cannot be decoded
 */
export async function* cutTiles(source: Buffer, rows: readonly TileRow[]): AsyncGenerator<Buffer> {
  for (const row of rows) {
    const { data, info } = await timed('derive', () => decoding(() => strip(source, row)));
    const { width, height } = info;
    for (const { leftPx: left, widthPx } of row.tiles) {
      yield await sharp(data, { raw: { width, height, channels: 3 } })
        .extract({ left, top: 0, width: widthPx, height })
        .jpeg({ quality: 88 })
        .toBuffer();
    }
  }
}

async function strip(source: Buffer, { topPx: top, heightPx: height }: TileRow) {
  const { width = 0 } = await openPicture(source).metadata();
  return openPicture(source)
    .extract({ left: 0, top, width, height })
    .flatten({ background: '#ffffff' })
    .raw()
    .toBuffer({ resolveWithObject: true });
}
