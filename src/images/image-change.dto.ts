import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsObject, ValidateIf } from 'class-validator';
import { ValidationFailedError, type Fault } from '../common/errors';
import { TagsField } from '../common/fields/request-fields';
import type { ImageChange } from './image-changes';
import { MAX_METADATA_BYTES, MAX_METADATA_KEYS } from './merged-metadata';

/** Other parts of the service draw by these; only the door that checks them may change them. */
const CHANGED_ELSEWHERE = ['grid', 'overlays'];
/** What is shown as a title and a text must be a text. */
const TEXTS: Readonly<Record<string, number>> = { name: 200, description: 4000 };

/** Body of `PATCH /images/{id}/metadata`: a merge patch of two members. */
export class ImageChangeDto {
  @TagsField() tags?: string[] | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      `Keys to set at the top level, or with \`null\` to remove; keys begin with a letter and have up to 64 letters, ` +
      `digits and \`_ . -\`. At most ${MAX_METADATA_KEYS} keys and ${MAX_METADATA_BYTES} bytes of JSON afterwards. ` +
      '`grid` and `overlays` are changed with `PUT /maps/{id}`.',
    example: { artist_note: 'the cloak is canon', reviewed: true, draft: null },
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsObject({ message: 'expected an object' })
  // As it was sent: class-transformer would copy it and leave keys such as `constructor` out without a word.
  @Transform(({ obj }: { obj: { metadata?: unknown } }) => obj.metadata)
  metadata?: Record<string, unknown>;

  /**
   * The change that the body asks for; `"tags": null` removes all tags.
   * @throws ValidationFailedError naming the keys that this door does not change
   */
  static changeOf({ tags, metadata }: ImageChangeDto): ImageChange {
    const faults = Object.entries(metadata ?? {}).flatMap(([key, value]) => faultsOf(key, value));
    if (faults.length > 0) throw new ValidationFailedError(faults);
    return { tags: tags === null ? [] : tags, metadata };
  }
}

function faultsOf(key: string, value: unknown): Fault[] {
  const path = `metadata.${key}`;
  if (CHANGED_ELSEWHERE.includes(key)) return [{ path, message: 'is changed with PUT /api/v1/maps/{id}' }];
  const longest = Object.hasOwn(TEXTS, key) ? TEXTS[key] : undefined;
  if (longest === undefined || value === null) return [];
  if (typeof value === 'string' && value.length <= longest) return [];
  return [{ path, message: `expected a text of at most ${longest} characters` }];
}
