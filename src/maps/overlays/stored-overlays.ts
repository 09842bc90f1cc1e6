import { ValidationFailedError } from '../../common/errors';
import { validated } from '../../common/validation';
import { OverlayDto } from '../overlay.dto';

/**
 * The overlays in a map's metadata. They were checked when they came; what an older rule let in and today's does not is
 * left out, so that one bad layer spoils no export.
 */
export function storedOverlays(stored: unknown): OverlayDto[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((overlay: unknown) => {
    try {
      return [validated(OverlayDto, overlay, 'drop')];
    } catch (error) {
      if (error instanceof ValidationFailedError) return [];
      throw error;
    }
  });
}
