import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
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

/**
 * What an overlay shows: on the battle map the first three, on the map of a campaign the next three; markers (places with
 * a name) on both.
 */
export const OVERLAY_TYPES = ['position', 'range', 'effect', 'party', 'territory', 'route', 'marker'] as const;
export type OverlayType = (typeof OVERLAY_TYPES)[number];

/** Sizes of creatures: tiny is half a square, small and medium 1, large 2, huge 3, gargantuan 4. */
export const CREATURE_SIZES = ['tiny', 'small', 'medium', 'large', 'huge', 'gargantuan'] as const;
export type CreatureSize = (typeof CREATURE_SIZES)[number];

/**
 * Areas of effect of the fifth edition. `cone`: as wide as it is long; `cube`: its origin is the middle of one face;
 * `emanation`: from the edge of a creature's space (`size`) on.
 */
export const AREA_SHAPES = ['circle', 'sphere', 'cylinder', 'cone', 'line', 'cube', 'emanation'] as const;
export type AreaShape = (typeof AREA_SHAPES)[number];

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

/** An optional length in feet. */
const Feet = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ minimum: 0, maximum: 1000, example: 20, description: `${description}, feet` }),
    IsOptional(),
    Max(1000, { message: 'expected at most 1000 feet' }),
    Min(0, { message: 'expected at least 0' }),
    IsNumber(FINITE, { message: 'expected a number of feet' }),
  );

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

  @Feet('of a range, a circle, a sphere, a cylinder or an emanation') radius?: number;
  @Feet('of a cone or a line; side of a cube') length?: number;
  @Feet('of a line; 5 when absent') width?: number;

  @ApiPropertyOptional({ enum: AREA_SHAPES, default: 'circle', description: 'of an effect' })
  @IsOptional()
  @IsIn(AREA_SHAPES, { message: `expected one of ${AREA_SHAPES.join(', ')}` })
  shape?: AreaShape;

  @ApiPropertyOptional({
    minimum: -360,
    maximum: 360,
    default: 0,
    description: 'where a cone, a line or a cube points: degrees clockwise, 0 to the right',
  })
  @IsOptional()
  @Max(360, { message: 'expected at most 360 degrees' })
  @Min(-360, { message: 'expected at least -360 degrees' })
  @IsNumber(FINITE, { message: 'expected a number of degrees' })
  direction?: number;

  @ApiPropertyOptional({ enum: CREATURE_SIZES, default: 'medium', description: 'of the creature at a position' })
  @IsOptional()
  @IsIn(CREATURE_SIZES, { message: `expected one of ${CREATURE_SIZES.join(', ')}` })
  size?: CreatureSize;

  @ApiPropertyOptional({
    default: false,
    description:
      'Known to the game master only: left out of files for players. At a door it makes the door a secret one; around ' +
      'an area (`coordinates`) it hides what is inside.',
  })
  @IsOptional()
  @IsBoolean({ message: 'expected true or false' })
  hidden?: boolean;

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
  @IsObject({ each: true, message: 'expected objects' })
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
  @IsObject({ each: true, message: 'expected objects' })
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
    IsObject({ each: true, message: 'expected objects' }),
    ArrayMaxSize(MAX_OVERLAYS, { message: `expected at most ${MAX_OVERLAYS} overlays` }),
    IsArray({ message: 'expected a list' }),
    Type(() => OverlayDto),
  );
