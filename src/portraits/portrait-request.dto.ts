import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PictureRequestDto } from '../common/fields/picture-request.dto';
import { ForeignId, OptionalText } from '../common/fields/request-fields';

/** Shapes of portraits, width to height. */
export const ASPECTS = ['1:1', '3:4', '2:3'] as const;
export type Aspect = (typeof ASPECTS)[number];

/** A portrait that somebody asks for, by HTTP or over the hub. One of `character_id` and `description` is needed. */
export class PortraitRequestDto extends PictureRequestDto {
  @ForeignId('Whose portrait; the details are asked of the character service') character_id?: string;
  @OptionalText(4000, 'What the subject looks like') description?: string;

  @ApiPropertyOptional({ type: [String], maxItems: 12 })
  @IsOptional()
  @IsArray({ message: 'expected a list' })
  @ArrayMaxSize(12, { message: 'expected at most 12 entries' })
  @IsString({ each: true, message: 'expected texts' })
  @MaxLength(80, { each: true, message: 'expected at most 80 characters each' })
  equipment?: string[];

  @ApiPropertyOptional({ enum: ASPECTS, default: '2:3' })
  @IsOptional()
  @IsIn(ASPECTS, { message: `expected one of ${ASPECTS.join(', ')}` })
  aspect?: Aspect;
}
