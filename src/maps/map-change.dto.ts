import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { OptionalText, TagsField } from '../common/fields/request-fields';
import { GridDto } from './map-request.dto';
import { OverlayDto } from './overlay.dto';

/** Most overlays of one map. */
export const MAX_OVERLAYS = 20;

/** Body of `PUT /maps/{id}`: what is absent stays as it is, `null` takes it away. */
export class MapChangeDto {
  @OptionalText(200, 'Name of the map') name?: string | null;
  @OptionalText(4000, 'What the map shows') description?: string | null;
  @TagsField() tags?: string[] | null;

  @ApiPropertyOptional({ type: GridDto, description: 'members that are absent stay as they are' })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => GridDto)
  grid?: GridDto | null;

  @ApiPropertyOptional({ type: [OverlayDto], maxItems: MAX_OVERLAYS, description: 'all overlays from now on' })
  @IsOptional()
  @ValidateNested({ each: true, message: 'expected objects' })
  @ArrayMaxSize(MAX_OVERLAYS, { message: `expected at most ${MAX_OVERLAYS} overlays` })
  @IsArray({ message: 'expected a list' })
  @Type(() => OverlayDto)
  overlays?: OverlayDto[] | null;
}
