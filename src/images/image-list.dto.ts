import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsObject, IsOptional, Matches, Max, Min } from 'class-validator';
import { ForeignId } from '../common/fields/request-fields';
import { readRfc3339 } from '../common/rfc3339';
import { DEFAULT_PAGE, LISTED_STATUSES, MAX_PAGE, type ImageFilter, type ListedStatus } from './image-filter';
import { ImageView } from './image-view.dto';
import { IMAGE_KINDS, type ImageKind } from './image.entity';
import { positionIn, type PagePosition } from './page-cursor';

/** Query of `GET /images`. */
export class ImageListQuery {
  @ApiPropertyOptional({ enum: IMAGE_KINDS })
  @IsOptional()
  @IsIn(IMAGE_KINDS, { message: `expected one of ${IMAGE_KINDS.join(', ')}` })
  kind?: ImageKind;

  @ForeignId('Only images of this character') character_id?: string;
  @ForeignId('Only images of this campaign') campaign_id?: string;

  @ApiPropertyOptional({ description: 'Only images with this tag, spelled the same', example: 'villain' })
  @IsOptional()
  @Matches(/^[\p{L}\p{N} ._:-]{1,50}$/u, { message: 'expected 1 to 50 letters, digits, spaces and . _ : -' })
  tag?: string;

  @ApiPropertyOptional({ enum: LISTED_STATUSES, default: 'active', description: '`all` is both; never deleted ones' })
  @IsOptional()
  @IsIn(LISTED_STATUSES, { message: `expected one of ${LISTED_STATUSES.join(', ')}` })
  status?: ListedStatus;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Made then or later' })
  @Transform(({ value }: { value: unknown }) => timeIn(value) ?? value)
  @IsOptional()
  @IsDate({ message: 'expected a time such as 2026-11-22T10:00:00Z (RFC 3339)' })
  since?: Date;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE })
  @Transform(({ value }: { value: unknown }) => wholeNumberIn(value) ?? value)
  @IsOptional()
  @Max(MAX_PAGE, { message: `expected at most ${MAX_PAGE}` })
  @Min(1, { message: 'expected at least 1' })
  @IsInt({ message: `expected a whole number from 1 to ${MAX_PAGE}` })
  limit?: number;

  @ApiPropertyOptional({ type: String, description: '`next` of the page before' })
  @Transform(({ value }: { value: unknown }) => placeIn(value))
  @IsOptional()
  @IsObject({ message: 'expected the `next` of a page of this list' })
  cursor?: PagePosition;

  /** What the query narrows the list to. */
  static filterOf({ kind, character_id, campaign_id, tag, status, since }: ImageListQuery): ImageFilter {
    return { kind, characterId: character_id, campaignId: campaign_id, tag, status, since };
  }
}

/** One page of images, newest first. */
export class ImageListView {
  @ApiProperty({ type: [ImageView] }) items!: ImageView[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: '`cursor` of the next page; null on the last one',
    example: 'AAZEG3AlgADw1W4rYt5fS5kpZT2JzBCX',
  })
  next!: string | null;
}

/** The versions of one picture, newest first. */
export class ImageHistoryView {
  @ApiProperty({ type: [ImageView] }) items!: ImageView[];
}

/** In a query, the `+` of an offset arrives as a space unless it was escaped; no offset of RFC 3339 has a space. */
function timeIn(value: unknown): Date | undefined {
  return typeof value === 'string' ? readRfc3339(value.replace(/ (?=\d\d:\d\d$)/, '+')) : undefined;
}

/** Over the hub a cursor may come as any JSON: what is no text of ours stays a text, which is refused. */
function placeIn(value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  return (typeof value === 'string' ? positionIn(value) : undefined) ?? '';
}

function wholeNumberIn(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}
