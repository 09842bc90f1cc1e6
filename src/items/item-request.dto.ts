import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, ValidateBy } from 'class-validator';
import { PictureRequestDto } from '../common/fields/picture-request.dto';
import { ForeignId, OptionalText } from '../common/fields/request-fields';
import { isRecord } from '../hub/envelope/json-record';

/** Longest text that is read of an item given as one text. */
const LONGEST_TEXT = 4000;

const isItem = (value: unknown): boolean =>
  isRecord(value) || (typeof value === 'string' && value.length <= LONGEST_TEXT);

/** A thing that somebody asks for a picture of. One of `item`, `name`, `description` and `item_type` is needed. */
export class ItemRequestDto extends PictureRequestDto {
  @OptionalText(200, 'What it is called') name?: string;
  @OptionalText(4000, 'What it looks like') description?: string;
  @OptionalText(80, 'weapon, potion, wondrous item …') item_type?: string;
  @OptionalText(40, 'common, uncommon, rare, very rare, legendary, artifact') rarity?: string;

  @ApiPropertyOptional({ description: 'The item as its own service describes it, or its name' })
  @IsOptional()
  @ValidateBy({ name: 'item', validator: { validate: isItem, defaultMessage: () => 'expected an object or a text' } })
  item?: Record<string, unknown> | string;

  @ForeignId('The character it belongs to, for references only') character_id?: string;
}
