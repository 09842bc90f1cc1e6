import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { ForeignId, OptionalText } from '../common/fields/request-fields';

/** What an overlay shows: on the battle map the first three, on the map of a campaign the others. */
export const OVERLAY_TYPES = ['position', 'range', 'effect', 'party', 'territory', 'route'] as const;
export type OverlayType = (typeof OVERLAY_TYPES)[number];

const FINITE = { allowNaN: false, allowInfinity: false } as const;

/** A place on the map, in squares from its upper left corner; halves are the middle of a square. */
export class PointDto {
  @ApiProperty({ minimum: 0, maximum: 200, example: 4.5 })
  @Max(200, { message: 'expected at most 200 squares' })
  @Min(0, { message: 'expected at least 0' })
  @IsNumber(FINITE, { message: 'expected a number of squares' })
  x!: number;

  @ApiProperty({ minimum: 0, maximum: 200, example: 7 })
  @Max(200, { message: 'expected at most 200 squares' })
  @Min(0, { message: 'expected at least 0' })
  @IsNumber(FINITE, { message: 'expected a number of squares' })
  y!: number;
}

/** How an element is drawn. */
export class OverlayPropertiesDto {
  @ApiPropertyOptional({ example: '#b3261e', pattern: '^#[0-9a-fA-F]{6}$' })
  @IsOptional()
  @Matches(/^#[0-9a-fA-F]{6}$/, { message: 'expected a colour such as #b3261e' })
  color?: string;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: 0.5 })
  @IsOptional()
  @Max(1, { message: 'expected at most 1' })
  @Min(0, { message: 'expected at least 0' })
  @IsNumber(FINITE, { message: 'expected a number from 0 to 1' })
  opacity?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1000, example: 20, description: 'feet' })
  @IsOptional()
  @Max(1000, { message: 'expected at most 1000 feet' })
  @Min(0, { message: 'expected at least 0' })
  @IsNumber(FINITE, { message: 'expected a number of feet' })
  radius?: number;

  @ApiPropertyOptional({ enum: ['solid', 'dashed', 'dotted'], default: 'solid' })
  @IsOptional()
  @IsIn(['solid', 'dashed', 'dotted'], { message: 'expected one of solid, dashed, dotted' })
  style?: 'solid' | 'dashed' | 'dotted';

  @OptionalText(80, 'Written beside it') label?: string;
}

/** One thing of an overlay: at a place, or along several. */
export class OverlayElementDto {
  @ForeignId('Name of the element, for whoever changes it later') id?: string;

  @ApiPropertyOptional({ type: PointDto })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => PointDto)
  position?: PointDto;

  @ApiPropertyOptional({ type: [PointDto], minItems: 1, maxItems: 200 })
  @IsOptional()
  @ValidateNested({ each: true, message: 'expected objects' })
  @ArrayMaxSize(200, { message: 'expected at most 200 places' })
  @ArrayMinSize(1, { message: 'expected at least 1 place' })
  @IsArray({ message: 'expected a list' })
  @Type(() => PointDto)
  coordinates?: PointDto[];

  @ApiPropertyOptional({ type: OverlayPropertiesDto })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => OverlayPropertiesDto)
  properties?: OverlayPropertiesDto;
}

/** A layer over a map; the picture below is never repainted. */
export class OverlayDto {
  @ForeignId('Name of the overlay, for whoever changes it later') id?: string;

  @ApiProperty({ enum: OVERLAY_TYPES })
  @IsIn(OVERLAY_TYPES, { message: `expected one of ${OVERLAY_TYPES.join(', ')}` })
  type!: OverlayType;

  @ApiProperty({ type: [OverlayElementDto], maxItems: 200 })
  @ValidateNested({ each: true, message: 'expected objects' })
  @ArrayMaxSize(200, { message: 'expected at most 200 elements' })
  @IsArray({ message: 'expected a list' })
  @Type(() => OverlayElementDto)
  elements!: OverlayElementDto[];
}

/** Most overlays of one map. */
const MAX_OVERLAYS = 20;

/** `overlays`: up to 20 layers over a map. */
export const OverlaysField = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: [OverlayDto], maxItems: MAX_OVERLAYS, description }),
    IsOptional(),
    ValidateNested({ each: true, message: 'expected objects' }),
    ArrayMaxSize(MAX_OVERLAYS, { message: `expected at most ${MAX_OVERLAYS} overlays` }),
    IsArray({ message: 'expected a list' }),
    Type(() => OverlayDto),
  );
