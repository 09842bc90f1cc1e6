import { canonicalJson, sha256 } from '../../common/canonical-json';
import type { DerivePlan } from '../../processing/derive/derive-picture';
import { objectKey } from '../../storage/object-key';
import type { ImageEntity } from '../image.entity';
import type { DeliveredFormat, PictureQuery } from './picture-query';

/**
 * Changes whenever the same plan would give other bytes: settings of the encoder, or a version of sharp that encodes
 * differently. Every picture is then made anew; what was made before goes when its image goes.
 */
const PIPELINE = 1;

/** A picture made from a stored one; everything about it but its size in bytes is known before the work. */
export interface Rendition {
  readonly plan: DerivePlan;
  /** Names the bytes: 64 lower-case hex digits from the original's hash, the plan and `PIPELINE`. */
  readonly hash: string;
  /** Where it is stored once it is made. */
  readonly storagePath: string;
}

type Original = Pick<ImageEntity, 'id' | 'sha256' | 'width' | 'height' | 'content_type'>;

/**
 * What is to be sent: `undefined` when it is the stored original. Requests for the same picture in other words (a size
 * that would enlarge, a quality without meaning) give the same rendition, so that nothing is made or kept twice.
 */
export function renditionOf(original: Original, format: DeliveredFormat, query: PictureQuery): Rendition | undefined {
  const plan = planOf(original, format, query);
  const isResized = plan.widthPx !== original.width || plan.heightPx !== original.height;
  const isSameFormat = original.content_type === `image/${format}`;
  if (!isResized && isSameFormat && plan.quality === undefined) return undefined;
  const hash = sha256(canonicalJson({ original: original.sha256, pipeline: PIPELINE, ...plan }));
  const extension = format === 'jpeg' ? 'jpg' : format;
  return { plan, hash, storagePath: objectKey({ imageId: original.id, sha256: hash, name: 'derived', extension }) };
}

function planOf(original: Original, format: DeliveredFormat, { w, h, fit = 'inside', q }: PictureQuery): DerivePlan {
  const quality = format === 'png' ? undefined : q;
  const across = w === undefined ? Infinity : w / original.width;
  const down = h === undefined ? Infinity : h / original.height;
  if (w === undefined || h === undefined || fit === 'inside') {
    const scale = Math.min(1, across, down);
    return { format, fit: 'fill', widthPx: px(original.width * scale), heightPx: px(original.height * scale), quality };
  }
  // The box keeps its proportions and shrinks until nothing has to be enlarged to meet it.
  const scale = fit === 'cover' ? Math.max(across, down) : Math.min(across, down);
  const shrink = Math.min(1, 1 / scale);
  return { format, fit, widthPx: px(w * shrink), heightPx: px(h * shrink), quality };
}

const px = (length: number): number => Math.max(1, Math.round(length));
