import { DELIVERED_FORMATS } from './picture-query';
import { Accept } from './accept';

/**
 * Whether a caller of a resource that is both a picture and its metadata wants the picture.
 *
 * @param accept the request's Accept header
 * @returns true when some type of image that we serve is wanted more than `application/json`; without a header, and when
 *   both are wanted alike, the answer is metadata
 */
export function prefersImage(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const wanted = new Accept(accept);
  const image = Math.max(...DELIVERED_FORMATS.map((format) => wanted.qualityOf(`image/${format}`)));
  return image > wanted.qualityOf('application/json');
}
