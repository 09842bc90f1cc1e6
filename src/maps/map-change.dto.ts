import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateNested } from 'class-validator';
import { OptionalText, TagsField } from '../common/fields/request-fields';
import { GridDto } from './map-request.dto';
import { type OverlayDto, OverlaysField } from './overlay.dto';

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

  @OverlaysField('all overlays from now on') overlays?: OverlayDto[] | null;
}
