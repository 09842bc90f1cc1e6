import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateNested } from 'class-validator';
import type { Theme } from '../themes';
import { ForeignId, FreshField, PriorityField, SeedField, TagsField, ThemeField } from './request-fields';
import { StyleDto } from './style.dto';

/** What every request for a picture may say, whatever its kind. */
export abstract class PictureRequestDto {
  @ThemeField() theme?: Theme;

  @ApiPropertyOptional({ type: StyleDto })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => StyleDto)
  style?: StyleDto;

  @SeedField() seed?: number;
  @FreshField() fresh?: boolean;
  @PriorityField() priority?: string | number;
  @ForeignId('The campaign whose members may see the picture') campaign_id?: string;
  @TagsField() tags?: string[];
}
