import { HttpProblem } from '../../common/http/problem';
import { Accept } from './accept';
import { DELIVERED_FORMATS, type DeliveredFormat } from './picture-query';

/**
 * The format that a picture is sent in when its address does not say: the one the caller wants most, and among those
 * wanted alike the format of the stored original, which costs no work; then the one that compresses best.
 *
 * @param accept the request's Accept header
 * @param stored content type of the original
 * @throws HttpProblem 406 NOT_ACCEPTABLE when none of ours is wanted
 */
export function chosenFormat(accept: string | undefined, stored: string): DeliveredFormat {
  if (accept === undefined || accept === '*/*') return ownOf(stored) ?? DELIVERED_FORMATS[0];
  const wanted = new Accept(accept);
  const own = ownOf(stored);
  const candidates = [...new Set([...(own === undefined ? [] : [own]), ...DELIVERED_FORMATS])].map((format) => ({
    format,
    quality: wanted.qualityOf(`image/${format}`),
  }));
  const [best] = candidates.sort((one, other) => other.quality - one.quality);
  if (best === undefined || best.quality === 0) {
    const types = DELIVERED_FORMATS.map((format) => `image/${format}`).join(', ');
    throw new HttpProblem(406, 'NOT_ACCEPTABLE', `the picture can be had as ${types}`);
  }
  return best.format;
}

const ownOf = (stored: string): DeliveredFormat | undefined =>
  DELIVERED_FORMATS.find((format) => `image/${format}` === stored);
