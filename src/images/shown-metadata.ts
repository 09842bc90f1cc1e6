import { mayWrite, type Principal } from '../auth/principal';
import { isRecord } from '../hub/envelope/json-record';
import type { ImageEntity } from './image.entity';

/** Who looks at an image: somebody, whoever sent this very image's request (`author`), or a service nobody vouches for. */
export type Viewer = Principal | 'author' | 'nobody';

/**
 * An image's metadata as a viewer may see them: what overlays of a map call hidden (`properties.hidden`) is for those who
 * may change the map. An overlay of which nothing is left is left out.
 */
export function shownMetadata(
  { metadata, owner_id: ownerId, campaign_id: campaignId }: Pick<ImageEntity, 'metadata' | 'owner_id' | 'campaign_id'>,
  viewer: Viewer,
): Record<string, unknown> {
  const { overlays } = metadata;
  const isTrusted = viewer === 'author' || (viewer !== 'nobody' && mayWrite(viewer, { ownerId, campaignId }));
  if (isTrusted || !Array.isArray(overlays)) return metadata;
  return { ...metadata, overlays: overlays.flatMap(withoutHidden) };
}

function withoutHidden(overlay: unknown): unknown[] {
  if (!isRecord(overlay) || !Array.isArray(overlay.elements)) return [overlay];
  const elements = overlay.elements.filter((element: unknown) => !isHidden(element));
  return elements.length === 0 && overlay.elements.length > 0 ? [] : [{ ...overlay, elements }];
}

const isHidden = (element: unknown): boolean =>
  isRecord(element) && isRecord(element.properties) && element.properties.hidden === true;
