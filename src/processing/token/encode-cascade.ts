import { InternalError } from '../../common/errors';
import { type EncodedFormat, write } from '../encode-picture';
import type { EncodedVariant } from '../encode-variants';
import type { Marking } from '../provenance';
import { resized, sharpOf, type Pixels } from './pixels';

/** One file to be made of a token. */
export interface TokenFile {
  readonly name: string;
  readonly format: EncodedFormat;
  /** Side in whole pixels, 32 to 2048. */
  readonly sidePx: number;
}

/** The same picture in several sizes; in the order of `files`. */
export async function encodeCascade<Files extends readonly [TokenFile, ...TokenFile[]]>(
  largest: Pixels,
  files: Files,
  marking: Marking,
): Promise<[EncodedVariant, ...EncodedVariant[]]> {
  const made = new Map<TokenFile, EncodedVariant>();
  let source = largest;
  for (const file of [...files].sort((one, other) => other.sidePx - one.sidePx)) {
    // An enlargement is nothing to make the others of.
    const pixels = await resized(source, file.sidePx, file.sidePx);
    if (file.sidePx <= largest.width) source = pixels;
    made.set(file, { name: file.name, ...(await write(sharpOf(pixels), { format: file.format, ...marking })) });
  }
  const [first, ...rest] = files.map((file) => made.get(file)).filter((file) => file !== undefined);
  if (first === undefined) throw new InternalError('TOKEN_FILES');
  return [first, ...rest];
}
