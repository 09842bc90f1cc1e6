import { imageUrls } from '../../images/image-urls';
import type { JobKind } from '../jobs/job.entity';

const PATHS: Readonly<Partial<Record<JobKind, string>>> = {
  portrait: '/api/v1/portraits',
  map: '/api/v1/maps',
  token: '/api/v1/tokens',
};

/** Path of a picture under the name of its kind, where a pending one can be asked for too. */
export function pictureUrl(kind: JobKind, imageId: string): string {
  const path = PATHS[kind];
  return path === undefined ? imageUrls.self(imageId) : `${path}/${imageId}`;
}
