import { readFileSync } from 'node:fs';
import { cutToken } from '../../src/processing/cut-token';
import { derivePicture } from '../../src/processing/derive/derive-picture';
import { encodeVariants, PICTURE_VARIANTS } from '../../src/processing/encode-variants';
import { tokenFrame } from '../../src/tokens/frame/token-frame';
import { answering, programSettings } from '../harness/answering';

/** Files that everything is made of. */
const { portrait, map } = programSettings<{ portrait: string; map: string }>();
const MARK = 'algorithmicMedia';
const TOKEN_PX = 512;
const RESIZED = { format: 'webp', fit: 'fill', widthPx: 175, heightPx: 256 } as const;
const pictures = { portrait: readFileSync(portrait), map: readFileSync(map) };

async function costOf(times: number, work: () => Promise<unknown>): Promise<{ cpuMs: number }> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 / times };
}

/** The product's own functions, in a process of their own as the product runs them. */
answering({
  set: ({ times }: { times: number }) => costOf(times, () => encodeVariants(pictures.portrait, PICTURE_VARIANTS, MARK)),
  resize: ({ times }: { times: number }) => costOf(times, () => derivePicture(pictures.portrait, RESIZED)),
  token: ({ times }: { times: number }) => costOf(times, token),
  map: ({ times }: { times: number }) =>
    costOf(times, () => derivePicture(pictures.map, { format: 'png', fit: 'fill', widthPx: 512, heightPx: 512 })),
});

/** Round, 512 px: the face is looked for and the background taken away, which the reference does not do. */
function token(): Promise<unknown> {
  return cutToken(pictures.portrait, {
    frame: tokenFrame({ shape: 'circle', disposition: 'neutral', diameterPx: TOKEN_PX }),
    files: [{ name: 'original', sidePx: TOKEN_PX, format: 'png' }],
    marking: { provenance: MARK },
  });
}
