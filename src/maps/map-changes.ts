import { Injectable } from '@nestjs/common';
import { validated } from '../common/validation';
import { isRecord } from '../hub/envelope/json-record';
import { ImageChanges, type UpdateOptions } from '../images/image-changes';
import type { ImageEntity } from '../images/image.entity';
import { ImagesReader } from '../images/images.reader';
import { MapChangeDto } from './map-change.dto';
import { assertOnMap } from './overlays/assert-on-map';

/** Changes of stored maps: what is said about them, never the picture. */
@Injectable()
export class MapChanges {
  constructor(
    private readonly changes: ImageChanges,
    private readonly images: ImagesReader,
  ) {}

  /**
   * Changes name, description, tags, grid and overlays. All but the tags are kept in the image's metadata.
   * @param image a map that the caller may change
   * @returns the map as it is afterwards
   * @throws ValidationFailedError (422; also for an overlay that lies off this map), HttpProblem 412 and 400 for
   *   `If-Match`, GoneProblem
   */
  async apply(image: ImageEntity, body: unknown, options: UpdateOptions): Promise<ImageEntity> {
    const { tags, grid, name, description, overlays } = validated(MapChangeDto, body, 'refuse', 'kept');
    if (overlays) assertOnMap(overlays, (await this.images.recipeOf(image.id))?.output);
    const told = { name, description, overlays, grid: grid && mergedGrid(image.metadata.grid, grid) };
    // As JSON: what is undefined is not there, and what class-transformer made is plain again.
    const metadata = JSON.parse(JSON.stringify(told)) as Record<string, unknown>;
    return this.changes.update(image, { tags: tags === null ? [] : tags, metadata }, options);
  }
}

const mergedGrid = (before: unknown, change: object): object => ({
  ...(isRecord(before) ? before : {}),
  ...withoutUndefined(change),
});

const withoutUndefined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
