import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import {
  ForeignId,
  OptionalText,
  PriorityField,
  SeedField,
  TagsField,
  ThemeField,
} from '../common/fields/request-fields';
import { StyleDto } from '../common/fields/style.dto';
import type { Theme } from '../common/themes';

/** Shapes of portraits, width to height. */
export const ASPECTS = ['1:1', '3:4', '2:3'] as const;
export type Aspect = (typeof ASPECTS)[number];

/** A portrait that somebody asks for, by HTTP or over the hub. One of `character_id` and `description` is needed. */
export class PortraitRequestDto {
  @ForeignId('Whose portrait; the details are asked of the character service') character_id?: string;
  @OptionalText(4000, 'What the subject looks like') description?: string;
  @ThemeField() theme?: Theme;

  @ApiPropertyOptional({ type: StyleDto })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => StyleDto)
  style?: StyleDto;

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

  @SeedField() seed?: number;
  @PriorityField() priority?: string | number;
  @ForeignId('The campaign whose members may see the picture') campaign_id?: string;
  @TagsField() tags?: string[];
}
