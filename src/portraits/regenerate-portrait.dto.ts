import { ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { PriorityField, SeedField, TagsField } from '../common/fields/request-fields';
import { PortraitRequestDto } from './portrait-request.dto';

/** What may stay of the old portrait. */
export const KEEPS = ['seed', 'face', 'nothing'] as const;
export type Keep = (typeof KEEPS)[number];

/** What is to be different; what is absent stays as it was asked for. */
export class PortraitChangesDto extends PickType(PortraitRequestDto, [
  'description',
  'style',
  'equipment',
  'theme',
  'aspect',
] as const) {}

/** A portrait to be made again, in place of the one in the path. */
export class RegeneratePortraitDto {
  @ApiPropertyOptional({ type: PortraitChangesDto })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => PortraitChangesDto)
  changes?: PortraitChangesDto;

  @ApiPropertyOptional({
    enum: KEEPS,
    default: 'nothing',
    description:
      '`seed`: the same seed, so that only the changes change; `face`: the same person besides; `nothing`: a new try',
  })
  @IsOptional()
  @IsIn(KEEPS, { message: `expected one of ${KEEPS.join(', ')}` })
  keep?: Keep;

  /** Only with `keep: "nothing"`: the others keep the old one. */
  @SeedField() seed?: number;
  @PriorityField() priority?: string | number;
  /** The old portrait's tags unless given. */
  @TagsField() tags?: string[];
}
