import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answering, programSettings } from '../harness/answering';

/** Its program, the files that everything is made of, and where results go. */
const { program, portrait, map, folder } = programSettings<Record<'program' | 'portrait' | 'map' | 'folder', string>>();
const run = promisify(execFile);
const CIRCLE = ['(', '-size', '512x512', 'xc:none', '-fill', 'white', '-draw', 'circle 256,256 256,4', ')'];
const COVER = ['-resize', '512x512^', '-gravity', 'center', '-extent', '512x512', '-alpha', 'set'];

async function convert(times: number, args: readonly string[]): Promise<object> {
  for (let time = 0; time < times; time += 1) await run(program, [...args]);
  return {};
}

/**
 * Reference of P8: one command for each token and each map, as scripts do it. Results go beside the files that they are made
 * from, never over them: a map that was replaced by its own small copy made every command but the first one cheap.
 */
answering({
  token: ({ times }: { times: number }) =>
    convert(times, [portrait, ...COVER, ...CIRCLE, '-compose', 'DstIn', '-composite', join(folder, 'token.png')]),
  map: ({ times }: { times: number }) => convert(times, [map, '-resize', '512x512', join(folder, 'map-512.png')]),
});
