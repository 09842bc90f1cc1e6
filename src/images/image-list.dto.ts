import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { ForeignId } from '../common/fields/request-fields';
import { LISTED_STATUSES, type ImageFilter, type ListedStatus } from './image-filter';
import { ImageView } from './image-view.dto';
import { IMAGE_KINDS, type ImageKind } from './image.entity';
import { PageQuery } from './page-query.dto';
import { LONGEST_SEARCH, searchWordsIn } from './search-words';

/** Query of `GET /images`. */
export class ImageListQuery extends PageQuery {
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

  @ApiPropertyOptional({
    maxLength: LONGEST_SEARCH,
    example: 'sunken cry',
    description:
      'Only images with all of these words in their tags, name, description, theme, or ids of character, campaign and ' +
      'location; words of three letters and more also find what begins with them',
  })
  @IsOptional()
  @Matches(/[\p{L}\p{N}]/u, { message: 'expected at least one letter or digit' })
  @MaxLength(LONGEST_SEARCH, { message: `expected at most ${LONGEST_SEARCH} characters` })
  @IsString({ message: 'expected a text' })
  q?: string;

  @ApiPropertyOptional({ enum: LISTED_STATUSES, default: 'active', description: '`all` is both; never deleted ones' })
  @IsOptional()
  @IsIn(LISTED_STATUSES, { message: `expected one of ${LISTED_STATUSES.join(', ')}` })
  status?: ListedStatus;

  /** What the query narrows the list to. */
  static filterOf({ kind, character_id, campaign_id, tag, q, status, since }: ImageListQuery): ImageFilter {
    const words = q === undefined ? undefined : searchWordsIn(q);
    return { kind, characterId: character_id, campaignId: campaign_id, tag, words, status, since };
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
