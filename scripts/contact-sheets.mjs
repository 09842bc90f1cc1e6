import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { prepare } from './lib/prepare.mjs';
import { drawMaps } from './lib/sheets/draw-maps.mjs';
import { drawTokens } from './lib/sheets/draw-tokens.mjs';
import { layOut, MANY_GROUNDS } from './lib/sheets/lay-out.mjs';
import { MAP_WISHES, REGION_WISHES } from './lib/sheets/map-wishes.mjs';
import { TOKEN_WISHES } from './lib/sheets/token-wishes.mjs';

/**
 * Draws the pictures of the documents anew with the compiled drawing functions, without servers: the same source gives
 * the same files. With a folder as argument, every picture is also written there at its full size, to be looked at.
 */
await runCommand(async () => {
  await prepare();
  const [folder] = process.argv.slice(2);
  const sheets = [
    { name: 'tokens', columns: 6, cellPx: [200, 200], pictures: drawTokens(TOKEN_WISHES), grounds: MANY_GROUNDS },
    { name: 'maps', columns: 3, cellPx: [400, 280], pictures: drawMaps(MAP_WISHES) },
    { name: 'regions', columns: 2, cellPx: [600, 440], pictures: drawMaps(REGION_WISHES) },
  ];
  for (const { name, columns, cellPx, pictures, grounds } of sheets) {
    const [widthPx = 0, heightPx = 0] = cellPx;
    const sheet = await layOut(pictures, { columns, widthPx, heightPx, folder, grounds });
    await writeFile(join(CHECKOUT, 'docs/images', `${name}.png`), sheet);
    console.log(`docs/images/${name}.png: ${sheet.length} bytes`);
  }
  return 0;
});
