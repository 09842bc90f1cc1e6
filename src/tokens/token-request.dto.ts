import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayUnique, IsArray, IsIn, IsObject, IsOptional, IsUUID, Matches, ValidateNested } from 'class-validator';
import { CREATURE_SIZES, type CreatureSize } from '../characters/visual-subject';
import { PictureRequestDto } from '../common/fields/picture-request.dto';
import { ForeignId, OptionalText } from '../common/fields/request-fields';
import { DISPOSITIONS, type Disposition } from './frame/disposition-cue';
import { FRAME_SHAPES, type FrameShape } from './frame/frame-outline';
import { TOKEN_TARGETS, type TokenTarget } from './token-targets';

/** The frame drawn around a token. */
export class FrameDto {
  @ApiPropertyOptional({ enum: FRAME_SHAPES, default: 'circle' })
  @IsOptional()
  @IsIn(FRAME_SHAPES, { message: `expected one of ${FRAME_SHAPES.join(', ')}` })
  shape?: FrameShape;

  @ApiPropertyOptional({ enum: DISPOSITIONS, default: 'friendly', description: 'Shown by colour and by form' })
  @IsOptional()
  @IsIn(DISPOSITIONS, { message: `expected one of ${DISPOSITIONS.join(', ')}` })
  disposition?: Disposition;

  @ApiPropertyOptional({ example: '#8a6d3b', pattern: '^#[0-9a-fA-F]{6}$' })
  @IsOptional()
  @Matches(/^#[0-9a-fA-F]{6}$/, { message: 'expected a colour such as #8a6d3b' })
  color?: string;
}

/** A token that somebody asks for. One of `character_id`, `image_id` and `description` is needed. */
export class TokenRequestDto extends PictureRequestDto {
  @ForeignId('Cut from the newest portrait of this character') character_id?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Cut from this image' })
  @IsOptional()
  @IsUUID('all', { message: 'expected a UUID' })
  image_id?: string;

  @OptionalText(4000, 'What the subject looks like') description?: string;

  @ApiPropertyOptional({ enum: CREATURE_SIZES, default: 'medium' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @IsOptional()
  @IsIn(CREATURE_SIZES, { message: `expected one of ${CREATURE_SIZES.join(', ')}` })
  size?: CreatureSize;

  @ApiPropertyOptional({ type: FrameDto })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => FrameDto)
  frame?: FrameDto;

  @ApiPropertyOptional({
    enum: TOKEN_TARGETS,
    isArray: true,
    uniqueItems: true,
    maxItems: TOKEN_TARGETS.length,
    description: 'Tabletops to make files for at once, as variants of these names; `pack.zip` always has all of them',
  })
  @IsOptional()
  @IsArray({ message: 'expected a list' })
  @ArrayUnique({ message: 'expected each target once' })
  @IsIn(TOKEN_TARGETS, { each: true, message: `expected a list of ${TOKEN_TARGETS.join(', ')}` })
  targets?: TokenTarget[];
}
