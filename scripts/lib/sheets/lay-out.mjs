import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compiled } from './compiled.mjs';

/** Behind pictures with clear parts, in turn: a fault of an edge is seen on one of them. */
export const MANY_GROUNDS = ['#1e1e22', '#f0ebde', '#6a8f5c', '#a98555', '#526670'];
const MOST_COLOURS = 256;

/**
 * @param {AsyncIterable<{ name: string, bytes: Buffer }>} pictures drawn one after another, to keep few in memory
 * @param {object} sheet
 * @param {number} sheet.columns
 * @param {number} sheet.widthPx of a cell; a picture is shown whole in it
 * @param {number} sheet.heightPx
 * @param {readonly string[]} [sheet.grounds] colours behind the pictures, in turn; dark unless given
 * @param {string} [sheet.folder] gets every picture as it is; none when absent
 * @returns {Promise<Buffer>} PNG: the pictures side by side, row after row
 */
export async function layOut(pictures, { columns, widthPx, heightPx, folder, grounds = ['#1e1e22'] }) {
  const { sharp } = compiled('processing/sharp-settings');
  /** @type {Buffer[]} */
  const cells = [];
  for await (const { name, bytes } of pictures) {
    if (folder !== undefined) await keep(folder, name, bytes);
    const row = Math.floor(cells.length / columns);
    const background = grounds[(cells.length + row) % grounds.length];
    cells.push(
      await sharp(bytes).resize(widthPx, heightPx, { fit: 'contain', background }).flatten({ background }).toBuffer(),
    );
  }
  const size = { width: columns * widthPx, height: Math.ceil(cells.length / columns) * heightPx };
  const placed = cells.map((input, index) => ({
    input,
    left: (index % columns) * widthPx,
    top: Math.floor(index / columns) * heightPx,
  }));
  return sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
    .composite(placed)
    .png({ palette: true, colours: MOST_COLOURS, effort: 10, compressionLevel: 9 })
    .toBuffer();
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {Buffer} bytes
 */
async function keep(folder, name, bytes) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), bytes);
}
