import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsNumber, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { PictureRequestDto } from '../common/fields/picture-request.dto';
import { ForeignId, OptionalText } from '../common/fields/request-fields';
import { type OverlayDto, OverlaysField } from './overlay.dto';

/** How a map is divided. */
export const GRID_TYPES = ['square', 'hex_rows', 'hex_columns', 'none'] as const;
export type GridType = (typeof GRID_TYPES)[number];

/** Size in squares. */
export class DimensionsDto {
  @ApiProperty({ minimum: 1, maximum: 200, description: 'squares' })
  @IsInt({ message: 'expected a whole number of squares' })
  @Min(1, { message: 'expected at least 1 square' })
  @Max(200, { message: 'expected at most 200 squares' })
  width!: number;

  @ApiProperty({ minimum: 1, maximum: 200, description: 'squares' })
  @IsInt({ message: 'expected a whole number of squares' })
  @Min(1, { message: 'expected at least 1 square' })
  @Max(200, { message: 'expected at most 200 squares' })
  height!: number;
}

/** The grid a map is drawn on. */
export class GridDto {
  @ApiPropertyOptional({ enum: GRID_TYPES, default: 'square' })
  @IsOptional()
  @IsIn(GRID_TYPES, { message: `expected one of ${GRID_TYPES.join(', ')}` })
  type?: GridType;

  @ApiPropertyOptional({ minimum: 50, maximum: 256, default: 140 })
  @IsOptional()
  @IsInt({ message: 'expected a whole number of pixels' })
  @Min(50, { message: 'expected at least 50 pixels' })
  @Max(256, { message: 'expected at most 256 pixels' })
  pixels_per_square?: number;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: 200_000,
    default: 5,
    description: '31680 (six miles) for a region when absent',
  })
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false, maxDecimalPlaces: 2 }, { message: 'expected a number of feet' })
  @Min(1, { message: 'expected at least 1 foot' })
  @Max(200_000, { message: 'expected at most 200000 feet' })
  feet_per_square?: number;

  @ApiPropertyOptional({ default: false, description: 'Draw the grid into the picture; tabletops draw their own' })
  @IsOptional()
  @IsBoolean({ message: 'expected true or false' })
  visible?: boolean;
}

/** A battle map that somebody asks for. One of `location`, `location_id` (seen before) and `description` is needed. */
export class MapRequestDto extends PictureRequestDto {
  @ApiPropertyOptional({ type: Object, description: 'The place, in any form the campaign service uses' })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  location?: Record<string, unknown>;

  @ForeignId('A location that was announced before') location_id?: string;
  @OptionalText(4000, 'What the place looks like') description?: string;

  @ApiPropertyOptional({ type: DimensionsDto })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => DimensionsDto)
  dimensions?: DimensionsDto;

  @ApiPropertyOptional({ type: GridDto })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => GridDto)
  grid?: GridDto;

  @OverlaysField('layers over the map, kept in its metadata') overlays?: OverlayDto[];
}
