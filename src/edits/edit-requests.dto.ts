import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsNumber, IsObject, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { PriorityField, SeedField, TagsField, ThemeField } from '../common/fields/request-fields';
import { StyleDto } from '../common/fields/style.dto';
import type { Theme } from '../common/themes';

/** Most bytes of a mask's PNG: base64 makes a third more of it, and a body is at most 1 MiB. */
export const MOST_MASK_BYTES = 700_000;
const MOST_MASK_CHARACTERS = Math.ceil(MOST_MASK_BYTES / 3) * 4 + 'data:image/png;base64,'.length;

const Strength = (usual: number): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      minimum: 0,
      maximum: 1,
      default: usual,
      description: '0 keeps the picture, 1 nothing of it',
    }),
    IsOptional(),
    IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'expected a number' }),
    Min(0, { message: 'expected at least 0' }),
    Max(1, { message: 'expected at most 1' }),
  );

/** How far a style goes when the request does not say. */
export const USUAL_STYLE_STRENGTH = 0.5;
/** How much of the masked part is given up when the request does not say. */
export const USUAL_INPAINT_STRENGTH = 0.75;

/** What every edit may say. */
export abstract class EditRequestDto {
  @PriorityField() priority?: string | number;
  /** The source's tags unless given. */
  @TagsField() tags?: string[];
}

/** The picture in another style. One of `style` and `theme` is needed. */
export class StyleEditDto extends EditRequestDto {
  @ThemeField() theme?: Theme;

  @ApiPropertyOptional({ type: StyleDto })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => StyleDto)
  style?: StyleDto;

  @Strength(USUAL_STYLE_STRENGTH) strength?: number;
  @SeedField() seed?: number;
}

/** A part of the picture painted anew. */
export class InpaintEditDto extends EditRequestDto {
  @ApiProperty({
    description: `A PNG in base64 (a data URL is taken too), at most ${MOST_MASK_BYTES} bytes, of the picture's proportions: white is repainted`,
    example: 'iVBORw0KGgoAAAANSUhEUgAA…',
  })
  @IsString({ message: 'expected a PNG in base64' })
  @MaxLength(MOST_MASK_CHARACTERS, { message: `expected a PNG of at most ${MOST_MASK_BYTES} bytes` })
  mask!: string;

  @ApiProperty({ maxLength: 500, description: 'What is to be seen there', example: 'a silver circlet with a ruby' })
  @IsString({ message: 'expected a text' })
  @MaxLength(500, { message: 'expected at most 500 characters' })
  prompt!: string;

  @Strength(USUAL_INPAINT_STRENGTH) strength?: number;
  @SeedField() seed?: number;
}

/** By how much a picture can be enlarged. */
export const UPSCALE_FACTORS = [2, 4] as const;
export type UpscaleFactor = (typeof UPSCALE_FACTORS)[number];

/** The picture, larger. */
export class UpscaleEditDto extends EditRequestDto {
  @ApiProperty({ enum: UPSCALE_FACTORS })
  @IsIn(UPSCALE_FACTORS, { message: `expected one of ${UPSCALE_FACTORS.join(', ')}` })
  factor!: UpscaleFactor;
}
